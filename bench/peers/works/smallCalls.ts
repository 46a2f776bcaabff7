import { withSpread } from '../../support/format.js';
import type { Mode } from '../../support/row.js';
import { timeCells } from '../support/cells.js';
import { hold } from '../support/goals.js';
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
      results = await bench.measure({
        mode,
        work: ['small-calls', 'nodepipe,jering,mcp', bench.turns, ROUNDS],
        floor: ['pingpong', FLOOR_ROUNDS, FLOOR_WARM_UP],
      });
      lines.push(toLine(mode, results));
    }
    return results === undefined ? lines : [...lines, allocationLine(results)];
  },
};

function toLine(mode: Mode, results: Results): Line {
  const line = { work: titles[mode], ...timeCells(results, { p99: true }) };
  if (mode === 'free') {
    return line;
  }
  return {
    ...line,
    goals: [
      hold('≤ 0.2 × Jering', { atMost: 0.2 }, results.ratios('nodepipe', 'jering', 'p50'), '×'),
      hold('≤ 3 × C', { atMost: 3 }, results.ratios('nodepipe', 'raw', 'p50'), '×'),
    ],
  };
}

function allocationLine(results: Results): Line {
  const cells = contenderNames
    .filter((name) => name !== 'raw')
    .map((name) => [name, withSpread(results.values(name, 'bytes') ?? [], 'B')] as const);
  return {
    work: 'allocated on the host by such a call',
    cells: Object.fromEntries(cells),
    goals: [hold('≤ 600 B', { atMost: 600 }, results.values('nodepipe', 'bytes'), 'B')],
  };
}
