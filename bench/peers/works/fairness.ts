import { duration } from '../support/cells.js';
import { atMost } from '../support/goals.js';
import type { Line, Work } from '../support/line.js';
import { MEBIBYTE } from '../support/sizes.js';

const MEBIBYTES = 256;
const GOAL_MILLISECONDS = 20;

const directions = [
  { name: 'to-child', title: 'to the child' },
  { name: 'from-child', title: 'from the child' },
];

export const fairness: Work = {
  name: 'fairness',
  title: `small calls while ${MEBIBYTES} MiB are under way on the same process, free-running`,
  async measure(bench) {
    const lines: Line[] = [];
    for (const { name, title } of directions) {
      const results = await bench.measure('free', ['fairness', name, MEBIBYTES * MEBIBYTE, bench.turns]);
      const value = (which: string) => results.median('nodepipe', which) ?? Number.NaN;
      const text = `p50 ${duration(value('p50'))}, p99 ${duration(value('p99'))}; all of it in ${duration(value('transfer'))}`;
      lines.push({
        work: `small calls during a transfer of ${MEBIBYTES} MiB ${title}`,
        cells: { nodepipe: text },
        goals: [atMost(GOAL_MILLISECONDS, value('p99') / 1_000, `p99 ≤ ${GOAL_MILLISECONDS} ms`, ' ms')],
      });
    }
    return lines;
  },
};
