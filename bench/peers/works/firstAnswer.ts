import { durations } from '../../support/format.js';
import { timeCells } from '../support/cells.js';
import { hold } from '../support/goals.js';
import type { Work } from '../support/line.js';

const GOAL = 1.25;
const STARTS = 8;
const QUICK_STARTS = 3;

export const firstAnswer: Work = {
  name: 'first-answer',
  title: 'from a start to the first answer, beside `node -e 0` to its exit, free-running',
  async measure(bench) {
    const work = ['first-answer', 'nodepipe,jering,mcp', bench.quick ? QUICK_STARTS : STARTS];
    const results = await bench.measure({ mode: 'free', work });
    return [
      {
        work: `start to first answer (\`node -e 0\`: ${durations(results.values('node', 'p50') ?? [])})`,
        ...timeCells(results),
        goals: [hold(`≤ ${GOAL} × node`, { atMost: GOAL }, results.ratios('nodepipe', 'node', 'p50'), '×')],
      },
    ];
  },
};
