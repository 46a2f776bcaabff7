import { withSpread } from '../../support/format.js';
import { hold } from '../support/goals.js';
import { contenderNames, type Work } from '../support/line.js';

const MEGABYTE = 1e6;
const GOAL = 5;

export const idleMemory: Work = {
  name: 'idle-memory',
  title: 'resident memory of an idle child and its helpers over a bare node',
  async measure(bench) {
    const work = 'resident memory of an idle child over a bare node';
    const command = ['idle-memory', 'nodepipe,jering,mcp', bench.turns];
    const results = await bench.measure({ mode: 'free', work: command });
    const node = results.values('node', 'residentBytes');
    if (node === undefined) {
      return [{ work, cells: { nodepipe: 'left out: this system has no /proc' } }];
    }
    const over = (name: string) =>
      results
        .values(name, 'residentBytes')
        ?.map((bytes, start) => (bytes - (node[start] ?? Number.NaN)) / MEGABYTE);
    const cells = contenderNames.flatMap((name) => {
      const megabytes = over(name);
      return megabytes === undefined ? [] : [[name, withSpread(megabytes, 'MB')] as const];
    });
    return [
      {
        work,
        cells: Object.fromEntries(cells),
        goals: [hold(`≤ ${GOAL} MB`, { atMost: GOAL }, over('nodepipe'), 'MB')],
      },
    ];
  },
};
