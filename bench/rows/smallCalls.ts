import { at } from '../../scripts/setup/layout.mjs';
import type { Bench } from '../support/bench.js';
import { compile } from '../support/compiler.js';
import { plainFigure, roundTripFigure } from '../support/figure.js';
import { short } from '../support/format.js';
import type { Figure, Finding, Mode, Row } from '../support/row.js';
import { medianOf, numbers, type Samples } from '../support/samples.js';

const ROUNDS = 10_000;
const FLOOR_WARM_UP_ROUNDS = 2_000;
/** The host's code is compiled twice more while it runs, each time 100 ms after the last new method. */
const WARM_UP_MILLISECONDS = 2_000;
const QUICK_WARM_UP_MILLISECONDS = 1_000;
const REPETITIONS = 9;

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
    for (let repetition = 0; repetition < bench.repetitions(REPETITIONS); repetition++) {
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
      // Free-running, the C program waits for a second core to wake up: that is no floor for anything.
      figures: perMode(({ calls, floor }, mode) =>
        roundTripFigure(calls, mode === bench.modes[0] ? floor : []),
      ),
      goal: { text: `≤ ${GOAL} × C`, limit: { atMost: GOAL } },
    },
    {
      work: allocated,
      figures: perMode(({ calls }) => plainFigure(numbers(calls, 'bytes'), 'B')),
      goal: { text: `≤ ${GOAL_BYTES} B`, limit: { atMost: GOAL_BYTES } },
    },
  ];
}
