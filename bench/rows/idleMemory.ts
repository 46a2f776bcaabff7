import { at } from '../../scripts/setup/layout.mjs';
import { plainFigure } from '../support/figure.js';
import { perMode } from '../support/perMode.js';
import { canListProcesses } from '../support/processTree.js';
import type { Row } from '../support/row.js';
import { numbers } from '../support/samples.js';

const MEGABYTE = 1e6;
const GOAL_MEGABYTES = 5;
const RUNS = 9;

const work = 'resident memory of an idle child and its helpers over a bare node';

export const idleMemory: Row = {
  name: 'idle-memory',
  title: work,
  async measure(bench) {
    const goal = { text: `≤ ${GOAL_MEGABYTES} MB`, limit: { atMost: GOAL_MEGABYTES } };
    if (!canListProcesses) {
      return [{ work, figures: 'left out: this system has no /proc', goal }];
    }
    const figures = await perMode(bench, async (mode) => {
      const module = at('bench/programs/calls.mjs');
      const samples = await bench.runHost(mode, 'idle-memory', module, bench.repetitions(RUNS));
      const bare = numbers(samples, 'bareBytes');
      const over = numbers(samples, 'childBytes').map((bytes, run) => bytes - (bare[run] ?? Number.NaN));
      return plainFigure(
        over.map((bytes) => bytes / MEGABYTE),
        'MB',
      );
    });
    return [{ work, figures, goal }];
  },
};
