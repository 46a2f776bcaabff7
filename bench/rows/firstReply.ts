import { perMode } from '../support/perMode.js';
import type { Row } from '../support/row.js';
import { medianOf, short } from '../support/samples.js';

/** How many times a bare node's time the first reply may take. */
const GOAL = 1.25;

export const firstReply: Row = {
  name: 'first-reply',
  title: 'from the start of a child to its first reply, against `node -e 0` to its exit',
  async measure(bench) {
    const figures = await perMode(bench, async (mode) => {
      const samples = await bench.runHost(mode, 'first-reply', bench.quick ? 4 : 40);
      const reply = medianOf(samples, 'reply');
      const bare = medianOf(samples, 'bare');
      return {
        value: reply / bare,
        text: `${short(reply)} ms, node ${short(bare)} ms: ${short(reply / bare)} ×`,
      };
    });
    const work = 'start to first reply, against `node -e 0` to its exit';
    return [{ work, figures, goal: { text: `≤ ${GOAL} × node`, limit: GOAL } }];
  },
};
