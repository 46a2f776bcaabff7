import { withSpread } from '../support/format.js';
import { perMode } from '../support/perMode.js';
import type { Row } from '../support/row.js';
import { numbers } from '../support/samples.js';
import { ratiosOf } from '../support/statistics.js';

/** How many times a bare node's time the first reply may take. */
const GOAL = 1.25;
const RUNS = 40;

export const firstReply: Row = {
  name: 'first-reply',
  title: 'from the start of a child to its first reply, against `node -e 0` to its exit',
  async measure(bench) {
    const figures = await perMode(bench, async (mode) => {
      const samples = await bench.runHost(mode, 'first-reply', bench.repetitions(RUNS));
      const values = numbers(samples, 'reply');
      const bare = numbers(samples, 'bare');
      const judged = ratiosOf(values, bare);
      const text = `${withSpread(values, 'ms')}, node ${withSpread(bare, 'ms')}: ${withSpread(judged, '×')}`;
      return { values, judged, text };
    });
    const work = 'start to first reply, against `node -e 0` to its exit';
    return [{ work, figures, goal: { text: `≤ ${GOAL} × node`, limit: { atMost: GOAL } } }];
  },
};
