import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A runtime beside Node that the child can be started with. */
export interface InstalledRuntime {
  readonly name: string;
  /** The program, and what stands before the child's own file. */
  readonly command: readonly [file: string, ...before: string[]];
  /** The form of the transport that does not work there. */
  readonly refused: 'fs' | 'socket';
  readonly isInstalled: boolean;
}

const program = (file: string) => fileURLToPath(new URL(`node/node_modules/${file}`, import.meta.url));

function runtime(
  name: string,
  file: string,
  refused: 'fs' | 'socket',
  ...before: readonly string[]
): InstalledRuntime {
  const path = program(file);
  return { name, command: [path, ...before], refused, isInstalled: existsSync(path) };
}

/** The runtimes, where they are installed or not. */
export const runtimes = [
  runtime('bun', '@oven/bun-linux-x64/bin/bun', 'socket'),
  runtime('deno', '@deno/linux-x64-glibc/deno', 'fs', 'run', '-A'),
];

/** Why a test is skipped. */
export const notInstalled =
  'The runtime is not installed (on Linux x64 with glibc alone): run `npm run test:runtimes`.';
