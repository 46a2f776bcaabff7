import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { attempt } from '../errors/report.js';
import { OutputLines } from './outputLines.js';
import type { ProcessExit } from './processExit.js';
import { explainFailedStart } from './programLookup.js';
import { START_VARIABLE } from './startVariable.js';
import { Watchdog } from './watchdog.js';

/** The descriptor that the program reads. */
export const READ_FD = 3;

/** The descriptor that the program writes. */
export const WRITE_FD = 4;

/** How long the end of standard error is waited for behind an exit: another process may hold it open. */
const LAST_LINES_MILLISECONDS = 1_000;

const hasGroups = process.platform !== 'win32';

/** What {@link PipedProcess.start} starts, and how. */
export interface PipedProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of the program's environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Gets each line of standard output; without it that is the one of this process. */
  readonly onOutputLine: ((line: string) => void) | undefined;
  /** Gets each line of standard error; without it they go to that of this process. */
  readonly onErrorLine: ((line: string) => void) | undefined;
  /** Milliseconds that an orderly stop waits for the program to end by itself. */
  readonly exitTimeout: number;
  /** Milliseconds that it then waits after SIGTERM before it kills. */
  readonly terminateTimeout: number;
}

/**
 * A program with two pipes, in a process group of its own. The group ends with the program, and the program with this
 * process.
 */
export class PipedProcess {
  readonly child: ChildProcess;
  readonly pid: number;

  /** Resolves when the program has ended and its last lines are there. */
  readonly exited: Promise<ProcessExit>;

  readonly #options: PipedProcessOptions;
  readonly #watchdog: Watchdog | undefined;
  readonly #lines: readonly OutputLines[];
  #hasExited = false;
  #stop: Promise<ProcessExit> | undefined;

  private constructor(
    child: ChildProcess,
    pid: number,
    watchdog: Watchdog | undefined,
    options: PipedProcessOptions,
  ) {
    this.child = child;
    this.pid = pid;
    this.#options = options;
    this.#watchdog = watchdog;
    const { stderr, stdout } = child;
    const errorLines = stderr === null ? [] : [new OutputLines(stderr, listener(options.onErrorLine))];
    if (stderr !== null && options.onErrorLine === undefined) {
      stderr.on('data', passOn);
    }
    const outputLines = stdout === null ? [] : [new OutputLines(stdout, listener(options.onOutputLine))];
    this.#lines = [...errorLines, ...outputLines];
    this.exited = this.#awaitExit(errorLines[0]);
  }

  /** @throws StartError where the program is missing or cannot be run, the folder is missing, or the system has no room */
  static async start(options: PipedProcessOptions): Promise<PipedProcess> {
    // First, so that the program is watched over as soon as it is there.
    const watchdog = Watchdog.start();
    let child: ChildProcess | undefined;
    try {
      child = spawn(options.command, options.args, {
        cwd: options.cwd,
        env: watchdog === undefined ? options.env : { ...options.env, [START_VARIABLE]: watchdog.token },
        detached: hasGroups,
        stdio: stdioFor(options),
      });
      if (child.pid !== undefined) {
        watchdog?.guard(child.pid);
        return new PipedProcess(child, child.pid, watchdog, options);
      }
    } catch (error) {
      watchdog?.release();
      // What comes from the system has a number, as opposed to a wrong argument.
      throw error instanceof Error && 'errno' in error ? explainFailedStart(options, error) : error;
    }
    watchdog?.release();
    const [error] = (await once(child, 'error')) as [Error];
    closeAll(child);
    throw explainFailedStart(options, error);
  }

  /** Closes what is left of the two pipes, whoever else may hold them open. */
  closePipes(): void {
    closeAll(this.child);
  }

  /** Ends the program and its group at once (SIGKILL). Does nothing once it is gone. */
  kill(): void {
    if (!this.#hasExited) {
      this.#killGroup();
      this.child.kill('SIGKILL');
    }
  }

  /**
   * Stops the program in order: closes what it reads, waits, sends SIGTERM, waits, kills.
   *
   * @param closeInput ends what the program reads; it is not waited for, as the program may not read
   */
  stop(closeInput: () => unknown): Promise<ProcessExit> {
    this.#stop ??= this.#stopInOrder(closeInput);
    return this.#stop;
  }

  async #stopInOrder(closeInput: () => unknown): Promise<ProcessExit> {
    const { exitTimeout, terminateTimeout } = this.#options;
    attempt('closing the connection', closeInput);
    if (!(await endsWithin(this.exited, exitTimeout))) {
      this.child.kill('SIGTERM');
      if (!(await endsWithin(this.exited, terminateTimeout))) {
        this.kill();
      }
    }
    return this.exited;
  }

  async #awaitExit(errorLines: OutputLines | undefined): Promise<ProcessExit> {
    const { child, pid } = this;
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
      child.once('exit', (...how) => {
        this.#hasExited = true;
        // At once: while one of the group is left its number is nobody else's.
        this.#killGroup();
        this.#watchdog?.release();
        resolve(how);
      });
      // A signal that could not be sent; its end is told by the exit.
      child.on('error', () => {});
    });
    await endsWithin(Promise.all(this.#lines.map(({ ended }) => ended)), LAST_LINES_MILLISECONDS);
    for (const lines of this.#lines) {
      lines.stop();
    }
    return { pid, code, signal, lastErrorLines: errorLines?.tail() ?? [] };
  }

  #killGroup(): void {
    if (!hasGroups) {
      return;
    }
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // Nobody is left in it.
    }
  }
}

/** Whether what never rejects ends within a time, in milliseconds; Infinity waits for it. */
async function endsWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  if (milliseconds === Number.POSITIVE_INFINITY) {
    await work;
    return true;
  }
  const left = new AbortController();
  const late = delay(milliseconds, false, { signal: left.signal }).catch(() => false);
  const isDone = await Promise.race([work.then(() => true), late]);
  left.abort();
  return isDone;
}

// Where nobody reads it any more that must not end this process: it is not this process that speaks. As `console` does it.
function passOn(chunk: Buffer): void {
  const { stderr } = process;
  const ignore = () => {};
  stderr.once('error', ignore);
  stderr.write(chunk, (error) => {
    if (error && stderr.listenerCount('error') === 0) {
      stderr.once('error', ignore);
    }
  });
  stderr.off('error', ignore);
}

function closeAll(child: ChildProcess): void {
  // Without room for the pipes there are no streams.
  for (const stream of child.stdio ?? []) {
    stream?.destroy();
  }
}

function stdioFor({ onOutputLine }: PipedProcessOptions): StdioOptions {
  const stdio: StdioOptions = ['ignore', onOutputLine === undefined ? 'inherit' : 'pipe', 'pipe'];
  stdio[READ_FD] = 'pipe';
  stdio[WRITE_FD] = 'pipe';
  return stdio;
}

function listener(onLine: ((line: string) => void) | undefined): (line: string) => void {
  return onLine === undefined ? () => {} : (line) => attempt('a listener to lines', () => onLine(line));
}
