import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** The interactive host. */
export const consoleProgram = fileURLToPath(
  new URL('../../dotnet-host/artifacts/bin/NodePipe.Console/release/NodePipe.Console.dll', import.meta.url),
);

/** The repository's folder, where the interactive host is started. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A module that the tests load. */
export const consoleFixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/console/${name}`, import.meta.url));

/** What the interactive host has said, and how it ended. */
export interface ConsoleRun {
  readonly lines: readonly string[];
  readonly errors: string;
  readonly exitCode: number | undefined;
}

/** Runs the interactive host with these lines piped in, to its end. */
export async function runConsole(
  typed: readonly string[],
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<ConsoleRun> {
  return runConsoleWith(typed.map((line) => `${line}\n`).join(''), args, env);
}

/** The same with an input byte for byte. */
export async function runConsoleWith(
  input: string | Uint8Array,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<ConsoleRun> {
  const { stdout, stderr, exitCode, timedOut } = await execa('dotnet', [consoleProgram, ...args], {
    cwd: repository,
    env,
    input,
    reject: false,
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  if (timedOut) {
    throw new Error(`The interactive host did not end. It said:\n${stdout}\n${stderr}`);
  }
  return { lines: stdout === '' ? [] : stdout.split('\n'), errors: stderr, exitCode };
}
