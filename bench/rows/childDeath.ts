import { plainFigure } from '../support/figure.js';
import { perMode } from '../support/perMode.js';
import type { Row } from '../support/row.js';
import { numbers } from '../support/samples.js';

const GOAL_MILLISECONDS = 50;
const RUNS = 20;

export const childDeath: Row = {
  name: 'child-death',
  title: 'from SIGKILL of the child to the report of it',
  async measure(bench) {
    const figures = await perMode(bench, async (mode) => {
      const samples = await bench.runHost(mode, 'child-death', bench.repetitions(RUNS));
      return plainFigure(numbers(samples, 'milliseconds'), 'ms');
    });
    return [
      {
        work: 'SIGKILL of the child to the report of it',
        figures,
        goal: { text: `≤ ${GOAL_MILLISECONDS} ms`, limit: { atMost: GOAL_MILLISECONDS } },
      },
    ];
  },
};
