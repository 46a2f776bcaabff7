import { at, peersProgram } from '../../../scripts/setup/layout.mjs';
import { Bench, type BenchOptions } from '../../support/bench.js';
import { compile } from '../../support/compiler.js';
import type { Mode } from '../../support/row.js';
import { Results } from './results.js';

const nodeSide = at('bench/peers/node');

const RUNS = 3;
const TURNS = 3;
const QUICK_TURNS = 2;
const WARM_UP_MILLISECONDS = 3_000;
const QUICK_WARM_UP_MILLISECONDS = 1_000;

/** What is measured in one run of the C# side. */
export interface Measurement {
  readonly mode: Mode;
  /** The C# side's arguments. */
  readonly work: readonly (string | number)[];
  /** The C program's name in `programs/` and its arguments; left out where there is no C compiler. */
  readonly floor?: readonly [name: string, ...args: readonly number[]];
}

/** What works measure with. */
export class PeerBench {
  readonly bench: Bench;
  readonly quick: boolean;
  readonly modes: readonly Mode[];

  constructor(options: BenchOptions) {
    this.bench = new Bench({ ...options, program: peersProgram });
    this.quick = options.quick;
    this.modes = this.bench.modes;
  }

  /** How many turns each peer gets within one run of the C# side. */
  get turns(): number {
    return this.quick ? QUICK_TURNS : TURNS;
  }

  /** Runs the C# side again and again. In it the peers and the C program take turns, so that what else the machine does hits all alike. */
  async measure(measurement: Measurement): Promise<Results> {
    const [results = new Results()] = await this.measureInTurn([measurement]);
    return results;
  }

  /** Measures one after the other, and then all of them again, so that the turns of all of them belong together as well. */
  async measureInTurn(measurements: readonly Measurement[]): Promise<Results[]> {
    const measured = measurements.map((measurement) => ({ measurement, results: new Results() }));
    const runs = this.quick ? 1 : RUNS;
    for (let run = 1; run <= runs; run++) {
      for (const { measurement, results } of measured) {
        this.progress(`  ${measurement.work.join(' ')}: run ${run} of ${runs}`);
        results.addAll(await this.#run(measurement));
      }
    }
    return measured.map(({ results }) => results);
  }

  /** Tells whoever waits how far it is. */
  progress(text: string): void {
    this.bench.progress(text);
  }

  async #run({ mode, work, floor }: Measurement) {
    const warmUp = this.quick ? QUICK_WARM_UP_MILLISECONDS : WARM_UP_MILLISECONDS;
    return this.bench.runHost(mode, nodeSide, warmUp, ...work, '--', ...(await floorCommand(floor)));
  }
}

async function floorCommand(floor: Measurement['floor']): Promise<(string | number)[]> {
  if (floor === undefined) {
    return [];
  }
  const [name, ...args] = floor;
  const program = await compile(name);
  return program === undefined ? [] : [program, ...args];
}
