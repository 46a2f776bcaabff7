import { at } from '../../scripts/setup/layout.mjs';
import { perMode } from '../support/perMode.js';
import type { Finding, Row } from '../support/row.js';
import { medianOf, type Samples, short } from '../support/samples.js';

const SIZES = [
  { length: 1024, name: '1 KiB' },
  { length: 64 * 1024, name: '64 KiB' },
  { length: 1024 * 1024, name: '1 MiB' },
  { length: 10 * 1024 * 1024, name: '10 MiB' },
];

export const texts: Row = {
  name: 'texts',
  title: 'a string of 1 KiB to 10 MiB as the argument and as the result of a call',
  async measure(bench) {
    const findings: Finding[] = [];
    for (const { length, name } of SIZES) {
      const figures = await perMode(bench, async (mode) => {
        const samples: Samples[number][] = [];
        for (let repetition = 0; repetition < (bench.quick ? 1 : 3); repetition++) {
          const module = at('bench/programs/calls.mjs');
          samples.push(
            ...(await bench.runHost(mode, 'text-echo', module, length, bench.quick ? 150 : 1_000)),
          );
        }
        const microseconds = medianOf(samples, 'p50');
        const text = microseconds < 1_000 ? `${short(microseconds)} µs` : `${short(microseconds / 1_000)} ms`;
        return { value: microseconds, text };
      });
      findings.push({ work: `echo of a string of ${name}, by a call`, figures });
    }
    return findings;
  },
};
