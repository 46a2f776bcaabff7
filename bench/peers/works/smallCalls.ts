import type { Mode } from '../../support/row.js';
import { short } from '../../support/samples.js';
import { timeCells } from '../support/cells.js';
import { atMost, ratio } from '../support/goals.js';
import { contenderNames, type Line, type Work } from '../support/line.js';
import type { Results } from '../support/results.js';

const ROUNDS = 3_000;
const FLOOR_ROUNDS = 10_000;
const FLOOR_WARM_UP = 2_000;

const titles: Readonly<Record<Mode, string>> = {
  pinned: 'call with two integers, on one core',
  free: 'call with two integers, free-running',
};

export const smallCalls: Work = {
  name: 'small-calls',
  title: 'calls with two integers, one after the other, and what they allocate',
  async measure(bench) {
    const lines: Line[] = [];
    let results: Results | undefined;
    for (const mode of bench.modes) {
      const work = ['small-calls', 'nodepipe,jering,mcp', bench.turns, ROUNDS];
      results = await bench.measure(mode, work, ['pingpong', FLOOR_ROUNDS, FLOOR_WARM_UP]);
      lines.push(toLine(mode, results));
    }
    return results === undefined ? lines : [...lines, allocationLine(results)];
  },
};

function toLine(mode: Mode, results: Results): Line {
  const p50 = (name: string) => results.median(name, 'p50');
  const line = { work: titles[mode], ...timeCells(results, { p99: true }) };
  if (mode === 'free') {
    return line;
  }
  return {
    ...line,
    goals: [
      atMost(1 / 5, ratio(p50('nodepipe'), p50('jering')), '≤ 0.2 × Jering'),
      atMost(3, ratio(p50('nodepipe'), p50('raw')), '≤ 3 × C'),
    ],
  };
}

function allocationLine(results: Results): Line {
  const bytes = (name: string) => results.median(name, 'bytes');
  const cells = contenderNames
    .filter((name) => name !== 'raw')
    .map((name) => [name, `${short(bytes(name) ?? Number.NaN)} B`] as const);
  return {
    work: 'allocated on the host by such a call',
    cells: Object.fromEntries(cells),
    goals: [atMost(600, bytes('nodepipe'), '≤ 600 B', ' B')],
  };
}
