import { perMode } from '../support/perMode.js';
import type { Row } from '../support/row.js';
import { medianOf, short } from '../support/samples.js';

const GOAL_MILLISECONDS = 50;

export const childDeath: Row = {
  name: 'child-death',
  title: 'from SIGKILL of the child to the report of it',
  async measure(bench) {
    const figures = await perMode(bench, async (mode) => {
      const milliseconds = medianOf(
        await bench.runHost(mode, 'child-death', bench.quick ? 5 : 20),
        'milliseconds',
      );
      return { value: milliseconds, text: `${short(milliseconds)} ms` };
    });
    return [
      {
        work: 'SIGKILL of the child to the report of it',
        figures,
        goal: { text: `≤ ${GOAL_MILLISECONDS} ms`, limit: GOAL_MILLISECONDS },
      },
    ];
  },
};
