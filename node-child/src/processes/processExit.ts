import { ProcessExitedError } from '../errors/processExitedError.js';

/** How a process ended. */
export interface ProcessExit {
  /** The process's id. */
  readonly pid: number;
  /** The exit code; null where a signal ended the process. */
  readonly code: number | null;
  /** The signal that ended it, such as `SIGKILL`; null where it exited. */
  readonly signal: NodeJS.Signals | null;
  /** The last lines of its standard error, oldest first: at most 20, each cut at 4,096 characters. */
  readonly lastErrorLines: readonly string[];
}

/** One clause, such as `process 4711 was ended by SIGKILL`, with the last lines of standard error behind it. */
export function describeExit({ pid, code, signal, lastErrorLines }: ProcessExit): string {
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  return `process ${pid} ${how}.${describeErrorLines(lastErrorLines)}`;
}

/** What a process said last, as a sentence with a space before it. */
export function describeErrorLines(lines: readonly string[]): string {
  return lines.length === 0
    ? ' It said nothing on standard error.'
    : ` Its last lines on standard error:\n${lines.join('\n')}`;
}

/** The exit as the error of what was open. */
export function exitedError(exit: ProcessExit): ProcessExitedError {
  return new ProcessExitedError(`The connection is closed: ${describeExit(exit)}`, exit);
}
