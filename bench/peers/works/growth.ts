import { durations } from '../../support/format.js';
import { ratiosOf } from '../../support/statistics.js';
import { MEBIBYTE } from '../../support/textKinds.js';
import { hold } from '../support/goals.js';
import type { Contender, Work } from '../support/line.js';

const SIZES = [1, 4, 16, 64];
const FEWEST_ROUNDS = 3;
const MEBIBYTES_EACH = 64;

/** How much more a mebibyte may cost in the longest message than in the shortest. */
const LINEAR = 2;

export const growth: Work = {
  name: 'growth',
  title: 'the echo of one string from 1 to 64 MiB, free-running',
  async measure(bench) {
    const names = ['nodepipe', 'jering'] as const satisfies readonly Contender[];
    const results = await bench.measureInTurn(
      SIZES.map((mebibytes) => {
        const rounds = Math.max(FEWEST_ROUNDS, MEBIBYTES_EACH / mebibytes);
        const work = ['echo', names.join(','), 'ascii', mebibytes * MEBIBYTE, bench.turns, rounds];
        return { mode: 'free', work };
      }),
    );
    const times = (name: Contender) => results.map((one) => one.values(name, 'p50') ?? []);
    const perMebibyte = times('nodepipe').map((values, index) =>
      values.map((microseconds) => microseconds / (SIZES[index] ?? Number.NaN)),
    );
    const longest = times('nodepipe').at(-1) ?? [];
    const growth = ratiosOf(perMebibyte.at(-1) ?? [], perMebibyte[0] ?? []);
    return [
      {
        work: `echo of one string of ${SIZES.join(', ')} MiB`,
        cells: Object.fromEntries(names.map((name) => [name, times(name).map(durations).join(', ')])),
        goals: [
          hold(
            '64 MiB ≤ 1 s',
            { atMost: 1 },
            longest.map((microseconds) => microseconds / 1e6),
            's',
          ),
          hold(`a MiB of it ≤ ${LINEAR} × a single one`, { atMost: LINEAR }, growth, '×'),
        ],
      },
    ];
  },
};
