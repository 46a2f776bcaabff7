import { at, peersProgram } from '../../../scripts/setup/layout.mjs';
import { Bench, type BenchOptions } from '../../support/bench.js';
import { compile } from '../../support/compiler.js';
import type { Mode } from '../../support/row.js';
import type { Samples } from '../../support/samples.js';
import { Results } from './results.js';

const nodeSide = at('bench/peers/node');

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
    return this.quick ? 1 : 3;
  }

  /**
   * Runs the C# side, in which the peers take turns, and the C program by turns, so that what else the machine does
   * hits all alike.
   *
   * @param work the C# side's arguments
   * @param floor the C program's name in `programs/` and its arguments; left out where there is no C compiler
   */
  async measure(
    mode: Mode,
    work: readonly (string | number)[],
    floor?: readonly [name: string, ...args: readonly number[]],
  ): Promise<Results> {
    const results = new Results();
    for (let repetition = 0; repetition < (this.quick ? 1 : 3); repetition++) {
      if (floor !== undefined) {
        results.add('raw', await this.#runFloor(mode, ...floor));
      }
      results.addAll(await this.bench.runHost(mode, nodeSide, this.quick ? 1_000 : 3_000, ...work));
    }
    return results;
  }

  /** Tells whoever waits how far it is. */
  progress(text: string): void {
    this.bench.progress(text);
  }

  async #runFloor(mode: Mode, name: string, ...args: readonly number[]): Promise<Samples> {
    const program = await compile(name);
    return program === undefined ? [] : await this.bench.run(mode, program, ...args);
  }
}
