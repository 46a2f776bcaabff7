import { type ConnectionClosedError, closedBecause } from '../errors/connectionErrors.js';

/** The `code` of a system error such as `EPIPE`, or nothing for any other value. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the error only says that the peer has closed its end, which is an end and not a failure. */
export function isPeerGone(error: unknown): boolean {
  const code = systemErrorCode(error);
  // EOF is what Windows reports for a write to a closed pipe.
  return code === 'EPIPE' || code === 'ECONNRESET' || code === 'EOF';
}

/** Makes an `Error` of whatever was thrown. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** What becomes of a write that the other side does not take. */
export function noLongerReads(cause?: unknown): ConnectionClosedError {
  return closedBecause('the other side no longer reads', cause === undefined ? undefined : { cause });
}

/** How a connection over a descriptor ends in order. */
export function endOfFile(fd: number): string {
  return `end of file on descriptor ${fd}, which the other side has closed, if it is not gone`;
}
