import { at } from '../../scripts/setup/layout.mjs';
import type { Bench } from '../support/bench.js';
import { compile } from '../support/compiler.js';
import type { Figure, Finding, Mode, Row } from '../support/row.js';
import { medianOf, type Samples, short } from '../support/samples.js';

const ROUNDS = 10_000;
const FLOOR_WARM_UP_ROUNDS = 2_000;
/** The host's code is compiled twice more while it runs, each time 100 ms after the last new method. */
const WARM_UP_MILLISECONDS = 2_000;
const QUICK_WARM_UP_MILLISECONDS = 1_000;

/** How many times a round trip of the C program a call may take. */
const GOAL = 3;
const GOAL_BYTES = 600;

const work = 'call with two integers, one after the other';
const allocated = 'allocated on the host by such a call';

interface Measured {
  readonly floor: Samples;
  readonly calls: Samples;
}

export const smallCalls: Row = {
  name: 'small-calls',
  title: 'a call with two integers, and what it allocates',
  async measure(bench) {
    const floor = await compile('pingpong');
    const measured: Partial<Record<Mode, Measured>> = {};
    for (let repetition = 0; repetition < (bench.quick ? 1 : 7); repetition++) {
      for (const mode of bench.modes) {
        const before = measured[mode] ?? { floor: [], calls: [] };
        measured[mode] = {
          floor: [
            ...before.floor,
            ...(floor === undefined ? [] : await bench.run(mode, floor, ROUNDS, FLOOR_WARM_UP_ROUNDS)),
          ],
          calls: [...before.calls, ...(await measureCalls(bench, mode))],
        };
      }
    }
    return toFindings(bench, measured);
  },
};

async function measureCalls(bench: Bench, mode: Mode): Promise<Samples> {
  const module = at('bench/programs/calls.mjs');
  const warmUp = bench.quick ? QUICK_WARM_UP_MILLISECONDS : WARM_UP_MILLISECONDS;
  const samples = await bench.runHost(mode, 'small-calls', module, ROUNDS, warmUp);
  bench.progress(`  ${mode}: p50 ${short(medianOf(samples, 'p50'))} µs`);
  return samples;
}

function toFindings(bench: Bench, measured: Partial<Record<Mode, Measured>>): Finding[] {
  const perMode = (figure: (measured: Measured, mode: Mode) => Figure) =>
    Object.fromEntries(
      bench.modes.flatMap((mode) => {
        const one = measured[mode];
        return one === undefined ? [] : [[mode, figure(one, mode)] as const];
      }),
    );
  return [
    {
      work,
      figures: perMode(({ calls, floor }, mode) => {
        const p50 = medianOf(calls, 'p50');
        const text = `p50 ${short(p50)} µs, p99 ${short(medianOf(calls, 'p99'))} µs`;
        // Free-running, the C program waits for a second core to wake up: that is no floor for anything.
        if (floor.length === 0 || mode !== bench.modes[0]) {
          return { value: Number.NaN, text };
        }
        const ratio = p50 / medianOf(floor, 'p50');
        return { value: ratio, text: `${text}: ${short(ratio)} × C` };
      }),
      goal: { text: `≤ ${GOAL} × C`, limit: GOAL },
    },
    {
      work: allocated,
      figures: perMode(({ calls }) => {
        const bytes = medianOf(calls, 'bytes');
        return { value: bytes, text: `${short(bytes)} B` };
      }),
      goal: { text: `≤ ${GOAL_BYTES} B`, limit: GOAL_BYTES },
    },
  ];
}
