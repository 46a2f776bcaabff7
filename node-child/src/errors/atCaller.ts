import { CallTimeoutError } from './callErrors.js';
import { ConnectionClosedError } from './connectionErrors.js';
import { handled } from './handled.js';
import { ProcessExitedError } from './processExitedError.js';
import { RemoteError } from './remoteError.js';

const FRAME = /^\s+at /;

// biome-ignore lint/complexity/noBannedTypes: what Error.captureStackTrace takes
type Above = Function;

/**
 * What a promise that is rejected is to be resolved with: a rejection whose error names the line that awaits the promise, where
 * one does so directly. A promise that nobody looks at ends nothing.
 *
 * V8 follows a promise to the function that awaits it only from an asynchronous function, and only while nobody else looks at
 * the promise: so it is marked as handled behind that, which also spares the calls that succeed what marking costs.
 *
 * @param promise gives the promise that is handed out; it is not asked for at once
 */
export async function failureAtCaller(error: unknown, promise: () => Promise<unknown>): Promise<never> {
  // The first turn gets behind the one in which the promise is told to follow this one.
  await undefined;
  await undefined;
  const located = atCall(error, failureAtCaller);
  handled(promise());
  throw located;
}

/** The same error with the lines below a function that is still running, or is gone on with. */
export function atCall(error: unknown, above: Above): unknown {
  const isOurs =
    error instanceof RemoteError ||
    error instanceof CallTimeoutError ||
    error instanceof ConnectionClosedError;
  return isOurs ? withStack(error, framesBelow(above)) : error;
}

function withStack(error: Error, frames: string): Error {
  if (frames === '') {
    return error;
  }
  // One for all that were open: each of them gets its own.
  const own = error instanceof ConnectionClosedError ? copyOf(error) : error;
  const remote = own instanceof RemoteError ? own.remoteStack : undefined;
  const behind = remote === undefined ? '' : `\n    --- at the other side ---\n${remote}`;
  own.stack = `${own.name}: ${own.message}\n${frames}${behind}`;
  return own;
}

function copyOf(error: ConnectionClosedError): Error {
  const { message, cause } = error;
  return error instanceof ProcessExitedError
    ? new ProcessExitedError(message, { ...error, code: error.exitCode })
    : new ConnectionClosedError(message, cause === undefined ? undefined : { cause });
}

function framesBelow(above: Above): string {
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, above);
  // Whoever replaces prepareStackTrace may make anything of it.
  const { stack } = holder;
  return typeof stack === 'string'
    ? stack
        .split('\n')
        .filter((line) => FRAME.test(line))
        .join('\n')
    : '';
}
