import { compile } from '../support/compiler.js';
import { roundTripFigure } from '../support/figure.js';
import { short } from '../support/format.js';
import type { Finding, Mode, Row } from '../support/row.js';
import { medianOf, type Samples } from '../support/samples.js';

const ROUNDS = 10_000;
const WARM_UP_ROUNDS = 2_000;
/** The host's code is compiled twice more while it runs, each time 100 ms after the last new method. */
const WARM_UP_MILLISECONDS = 2_000;
const QUICK_WARM_UP_MILLISECONDS = 1_000;
const REPETITIONS = 9;

/** How many times the C program's time a round trip over sockets may take. */
const GOAL = 2.5;

const variants = [
  { name: 'socket', work: 'the same between host and child, over sockets' },
  { name: 'fs', work: 'over fs streams' },
  { name: 'stdio', work: 'without this library, over `process.stdin` and `process.stdout`' },
] as const;

const floorWork = 'round trip of a 100-byte line, in C over two pipes';

export const roundTrip: Row = {
  name: 'round-trip',
  title: 'a line of 100 bytes there and back',
  async measure(bench) {
    const floor = await compile('pingpong');
    const warmUp = bench.quick ? QUICK_WARM_UP_MILLISECONDS : WARM_UP_MILLISECONDS;
    const results = new Map<string, Samples>();
    const add = (mode: Mode, name: string, samples: Samples) => {
      const key = `${mode} ${name}`;
      results.set(key, [...(results.get(key) ?? []), ...samples]);
      bench.progress(`  ${key}: p50 ${short(medianOf(samples, 'p50'))} µs`);
    };
    for (let repetition = 0; repetition < bench.repetitions(REPETITIONS); repetition++) {
      for (const mode of bench.modes) {
        if (floor !== undefined) {
          add(mode, 'floor', await bench.run(mode, floor, ROUNDS, WARM_UP_ROUNDS));
        }
        for (const { name } of variants) {
          add(mode, name, await bench.runHost(mode, 'round-trip', name, ROUNDS, WARM_UP_ROUNDS, warmUp));
        }
      }
    }
    return toFindings(bench.modes, (mode, name) => results.get(`${mode} ${name}`) ?? []);
  },
};

function toFindings(modes: readonly Mode[], samples: (mode: Mode, name: string) => Samples): Finding[] {
  const figures = (name: string) =>
    Object.fromEntries(
      modes.map((mode, index) => {
        // Free-running, the C program waits for a second core to wake up: that is no floor for anything.
        const floor = index === 0 && name !== 'floor' ? samples(mode, 'floor') : [];
        return [mode, roundTripFigure(samples(mode, name), floor)];
      }),
    );
  const hasFloor = modes.every((mode) => samples(mode, 'floor').length > 0);
  return [
    {
      work: floorWork,
      figures: hasFloor ? figures('floor') : 'left out: there is no C compiler here',
      isWithoutLibrary: true,
    },
    ...variants.map(({ name, work }): Finding => {
      const finding = { work, figures: figures(name) };
      if (name === 'socket') {
        return { ...finding, goal: { text: `≤ ${GOAL} × C`, limit: { atMost: GOAL } } };
      }
      return name === 'stdio' ? { ...finding, isWithoutLibrary: true } : finding;
    }),
  ];
}
