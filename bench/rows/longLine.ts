import { perMode } from '../support/perMode.js';
import type { Row } from '../support/row.js';
import { medianOf, short } from '../support/samples.js';

const MEBIBYTES = 64;

export const longLine: Row = {
  name: 'long-line',
  title: `a line of ${MEBIBYTES} MiB there and back`,
  async measure(bench) {
    const figures = await perMode(bench, async (mode) => {
      const samples = await bench.runHost(mode, 'long-line', MEBIBYTES, bench.quick ? 2 : 9);
      const seconds = medianOf(samples, 'seconds');
      return { value: seconds, text: `${short(seconds)} s` };
    });
    return [{ work: `echo of a line of ${MEBIBYTES} MiB`, figures, goal: { text: '≤ 1 s', limit: 1 } }];
  },
};
