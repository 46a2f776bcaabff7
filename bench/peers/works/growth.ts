import { duration } from '../support/cells.js';
import { atMost, ratio } from '../support/goals.js';
import type { Contender, Line, Work } from '../support/line.js';
import { MEBIBYTE } from '../support/sizes.js';

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
    const times = new Map<string, number>();
    for (const mebibytes of SIZES) {
      const rounds = Math.max(FEWEST_ROUNDS, MEBIBYTES_EACH / mebibytes);
      const work = ['echo', names.join(','), 'text', mebibytes * MEBIBYTE, 1, rounds];
      const results = await bench.measure('free', work);
      for (const name of names) {
        times.set(`${name} ${mebibytes}`, results.median(name, 'p50') ?? Number.NaN);
      }
    }
    const [first = 1, last = 1] = [SIZES.at(0), SIZES.at(-1)];
    const each = (name: Contender) =>
      SIZES.map((size) => duration(times.get(`${name} ${size}`) ?? Number.NaN));
    const longest = times.get(`nodepipe ${last}`) ?? Number.NaN;
    const perMebibyte = ratio(longest / last, times.get(`nodepipe ${first}`));
    const line: Line = {
      work: `echo of one string of ${SIZES.join(', ')} MiB`,
      cells: Object.fromEntries(names.map((name) => [name, each(name).join(', ')])),
      goals: [
        atMost(1, longest / 1e6, '64 MiB ≤ 1 s', ' s'),
        atMost(LINEAR, perMebibyte, `a MiB of it ≤ ${LINEAR} × a single one`, ' ×'),
      ],
    };
    return [line];
  },
};
