import { duration, timeCells } from '../support/cells.js';
import { atMost, ratio } from '../support/goals.js';
import type { Work } from '../support/line.js';

const GOAL = 1.25;

export const firstAnswer: Work = {
  name: 'first-answer',
  title: 'from a start to the first answer, beside `node -e 0` to its exit, free-running',
  async measure(bench) {
    const results = await bench.measure('free', ['first-answer', 'nodepipe,jering,mcp', bench.quick ? 3 : 8]);
    const node = results.median('node', 'p50');
    const share = ratio(results.median('nodepipe', 'p50'), node);
    return [
      {
        work: `start to first answer (\`node -e 0\`: ${duration(node ?? Number.NaN)})`,
        ...timeCells(results),
        goals: [atMost(GOAL, share, `≤ ${GOAL} × node`, ' ×')],
      },
    ];
  },
};
