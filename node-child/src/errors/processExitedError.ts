import { brand } from './brand.js';
import { ConnectionClosedError } from './connectionErrors.js';

/** The process at the other end is gone, and with it what was asked of it. */
export class ProcessExitedError extends ConnectionClosedError {
  override readonly name = 'ProcessExitedError';

  /** The process's id. */
  readonly pid: number;

  /** The exit code; null where a signal ended the process. */
  readonly exitCode: number | null;

  /** The signal that ended the process, such as `SIGKILL`; null where it exited. */
  readonly signal: string | null;

  /** The last lines of the process's standard error, oldest first. */
  readonly lastErrorLines: readonly string[];

  /** @param exit how the process ended: a {@link ProcessExit} */
  constructor(
    message: string,
    exit: {
      readonly pid: number;
      readonly code: number | null;
      readonly signal: string | null;
      readonly lastErrorLines: readonly string[];
    },
  ) {
    super(message, undefined, 'ERR_NODEPIPE_EXITED');
    this.pid = exit.pid;
    this.exitCode = exit.code;
    this.signal = exit.signal;
    this.lastErrorLines = exit.lastErrorLines;
  }
}

brand(ProcessExitedError, 'ProcessExitedError');
