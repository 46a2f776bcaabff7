import { at } from '../../scripts/setup/layout.mjs';
import { withSpread } from '../support/format.js';
import { perMode } from '../support/perMode.js';
import type { Row } from '../support/row.js';
import { numbers } from '../support/samples.js';

const CALLERS = 64;
const MILLISECONDS = 1_000;
const QUICK_MILLISECONDS = 300;
const REPETITIONS = 9;

export const callers: Row = {
  name: 'callers',
  title: `the calls a second of ${CALLERS} callers at once`,
  async measure(bench) {
    const milliseconds = bench.quick ? QUICK_MILLISECONDS : MILLISECONDS;
    const command = ['callers', at('bench/programs/calls.mjs'), CALLERS, milliseconds] as const;
    const figures = await perMode(bench, async (mode) => {
      const values = numbers(await bench.repeatHost(mode, REPETITIONS, ...command), 'perSecond');
      const thousands = values.map((value) => value / 1_000);
      return { values, isRate: true, text: withSpread(thousands, 'thousand a second') };
    });
    return [{ work: `calls of ${CALLERS} callers at once`, figures }];
  },
};
