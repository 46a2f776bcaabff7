import { short } from '../../support/samples.js';
import { atMost } from '../support/goals.js';
import { contenderNames, type Work } from '../support/line.js';

const MEGABYTE = 1e6;
const GOAL = 5;

export const idleMemory: Work = {
  name: 'idle-memory',
  title: 'resident memory of an idle child and its helpers over a bare node',
  async measure(bench) {
    const work = 'resident memory of an idle child over a bare node';
    const results = await bench.measure('free', ['idle-memory', 'nodepipe,jering,mcp', bench.quick ? 1 : 3]);
    const node = results.median('node', 'residentBytes');
    const over = (name: string) => {
      const all = results.median(name, 'residentBytes');
      return all === undefined || node === undefined ? undefined : (all - node) / MEGABYTE;
    };
    if (node === undefined) {
      return [{ work, cells: { nodepipe: 'left out: this system has no /proc' } }];
    }
    const cells = contenderNames.flatMap((name) => {
      const megabytes = over(name);
      return megabytes === undefined ? [] : [[name, `${short(megabytes)} MB`] as const];
    });
    return [
      {
        work,
        cells: Object.fromEntries(cells),
        goals: [atMost(GOAL, over('nodepipe'), `≤ ${GOAL} MB`, ' MB')],
      },
    ];
  },
};
