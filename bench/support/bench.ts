import { at, root as ownRoot } from '../../scripts/setup/layout.mjs';
import { pin } from './pinning.js';
import { runProgram } from './program.js';
import type { Mode } from './row.js';
import { parseRecords, type Samples } from './samples.js';

/** The measuring program of the C# side, unless another is given. */
const hostProgram = at('dotnet-host/artifacts/bin/NodePipe.Bench/release/NodePipe.Bench.dll');

/** What part of the repetitions is made to see that all works. */
const FEW = 1 / 9;

/** What part of them is made where somebody else repeats the whole: a single one varies by a fifth. */
const PART = 1 / 3;

export interface BenchOptions {
  readonly quick: boolean;
  /** The core for the pinned figures; none where nothing can be pinned. */
  readonly cpu: number | undefined;
  /** The measuring program of the C# side, a .NET assembly. Default: that of `npm run bench`. */
  readonly program?: string;
  /** The folder of the checkout that is measured. Default: this one. */
  readonly root?: string;
  /** A third of the usual repetitions: somebody else repeats the whole. Default: all of them, unless it is to be quick. */
  readonly isRepeated?: boolean;
}

/** What rows measure with. */
export class Bench {
  readonly quick: boolean;
  readonly root: string;
  readonly modes: readonly Mode[];
  readonly #cpu: number | undefined;
  readonly #program: string;
  readonly #isRepeated: boolean;

  constructor({ quick, cpu, program = hostProgram, root = ownRoot, isRepeated = false }: BenchOptions) {
    this.#program = program;
    this.#isRepeated = isRepeated;
    this.quick = quick;
    this.root = root;
    this.#cpu = cpu;
    // On a single core .NET waits ten times as long before it optimises, and the warm-up would be over by then.
    process.env['DOTNET_TC_DelaySingleProcMultiplier'] = '1';
    this.modes = cpu === undefined ? ['free'] : ['pinned', 'free'];
    if (cpu === undefined) {
      this.progress('There is no taskset here: nothing is pinned, and the scheduler shows in every figure.');
    }
  }

  /** How often to measure where so many times are usual. */
  repetitions(usual: number): number {
    if (this.#isRepeated) {
      return Math.ceil(usual * PART);
    }
    // A spread needs two.
    return this.quick ? Math.max(Math.ceil(usual * FEW), 2) : usual;
  }

  /** A command line that does the same in this mode. */
  command(mode: Mode, file: string, ...args: readonly string[]): readonly [string, ...string[]] {
    return mode === 'pinned' && this.#cpu !== undefined ? pin(this.#cpu, file, args) : [file, ...args];
  }

  /** The command line of a measurement of the C# side. */
  hostCommand(mode: Mode, ...args: readonly (string | number)[]): readonly [string, ...string[]] {
    return this.command(mode, 'dotnet', this.#program, ...args.map(String));
  }

  /** Runs a program that prints its results as JSON, one object of numbers a line. */
  async run(mode: Mode, file: string, ...args: readonly (string | number)[]): Promise<Samples> {
    return parseRecords(await runProgram(this.command(mode, file, ...args.map(String))));
  }

  /** Runs a measurement of the C# side. */
  runHost(mode: Mode, ...args: readonly (string | number)[]): Promise<Samples> {
    return this.run(mode, 'dotnet', this.#program, ...args);
  }

  /** Runs a measurement of the C# side again and again. */
  async repeatHost(mode: Mode, usual: number, ...args: readonly (string | number)[]): Promise<Samples> {
    const samples: Samples[number][] = [];
    for (let repetition = 0; repetition < this.repetitions(usual); repetition++) {
      samples.push(...(await this.runHost(mode, ...args)));
    }
    return samples;
  }

  /** Tells whoever waits how far it is. */
  progress(text: string): void {
    process.stderr.write(`${text}\n`);
  }
}
