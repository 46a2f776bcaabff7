import { durations } from '../../support/format.js';
import { MEBIBYTE } from '../../support/textKinds.js';
import { hold } from '../support/goals.js';
import type { Line, Work } from '../support/line.js';

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
      const work = ['fairness', name, MEBIBYTES * MEBIBYTE, bench.turns];
      const results = await bench.measure({ mode: 'free', work });
      const values = (which: string) => results.values('nodepipe', which) ?? [];
      const milliseconds = values('p99').map((microseconds) => microseconds / 1_000);
      lines.push({
        work: `small calls during a transfer of ${MEBIBYTES} MiB ${title}`,
        cells: {
          nodepipe: `p50 ${durations(values('p50'))}, p99 ${durations(values('p99'))}; all of it in ${durations(values('transfer'))}`,
        },
        goals: [hold(`p99 ≤ ${GOAL_MILLISECONDS} ms`, { atMost: GOAL_MILLISECONDS }, milliseconds, 'ms')],
      });
    }
    return lines;
  },
};
