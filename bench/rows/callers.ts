import { at } from '../../scripts/setup/layout.mjs';
import { perMode } from '../support/perMode.js';
import type { Row } from '../support/row.js';
import { medianOf, type Samples, short } from '../support/samples.js';

const CALLERS = 64;
const MILLISECONDS = 1_000;

export const callers: Row = {
  name: 'callers',
  title: `the calls a second of ${CALLERS} callers at once`,
  async measure(bench) {
    const figures = await perMode(bench, async (mode) => {
      const samples: Samples[number][] = [];
      for (let repetition = 0; repetition < (bench.quick ? 1 : 5); repetition++) {
        const module = at('bench/programs/calls.mjs');
        samples.push(
          ...(await bench.runHost(mode, 'callers', module, CALLERS, bench.quick ? 300 : MILLISECONDS)),
        );
      }
      const perSecond = medianOf(samples, 'perSecond');
      return { value: perSecond, text: `${short(perSecond / 1_000)} thousand a second` };
    });
    return [{ work: `calls of ${CALLERS} callers at once`, figures }];
  },
};
