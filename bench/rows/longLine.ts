import { plainFigure } from '../support/figure.js';
import { perMode } from '../support/perMode.js';
import type { Row } from '../support/row.js';
import { numbers } from '../support/samples.js';

const MEBIBYTES = 64;
const GOAL_SECONDS = 1;
const RUNS = 9;

export const longLine: Row = {
  name: 'long-line',
  title: `a line of ${MEBIBYTES} MiB there and back`,
  async measure(bench) {
    const figures = await perMode(bench, async (mode) => {
      const samples = await bench.runHost(mode, 'long-line', MEBIBYTES, bench.repetitions(RUNS));
      return plainFigure(numbers(samples, 'seconds'), 's');
    });
    const goal = { text: `≤ ${GOAL_SECONDS} s`, limit: { atMost: GOAL_SECONDS } };
    return [{ work: `echo of a line of ${MEBIBYTES} MiB`, figures, goal }];
  },
};
