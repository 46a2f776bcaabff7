import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** A child that is gone at the end of the test. */
export interface StartedChild extends AsyncDisposable {
  readonly child: ChildProcess;
}

/** Starts a program with pipes at its standard streams, unless something else is asked for. */
export function startProgram(
  file: string,
  args: readonly string[],
  options: SpawnOptions = { stdio: ['pipe', 'pipe', 'inherit'] },
): StartedChild {
  const child = spawn(file, args, options);
  const closed = new Promise((resolve) => child.once('close', resolve));
  const dispose = async () => {
    child.kill('SIGKILL');
    await closed;
  };
  return { child, [Symbol.asyncDispose]: dispose };
}

/** The same of Node. */
export const startNode = (args: readonly string[], options?: SpawnOptions): StartedChild =>
  startProgram(process.execPath, args, options);
