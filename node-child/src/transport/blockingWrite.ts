import * as fs from 'node:fs';
import { systemErrorCode } from './systemErrors.js';
import { encodeInPieces } from './utf8.js';

// As it is now: a module may replace it for itself.
const { writeSync } = fs;

const RETRY_MILLISECONDS = 0.1;
const never = new Int32Array(new SharedArrayBuffer(4));

/** Writes all bytes to the descriptor before it returns, in as many system calls as that takes. */
function writeBlocking(fd: number, bytes: Uint8Array): void {
  let offset = 0;
  while (offset < bytes.length) {
    offset += writeSome(fd, bytes, offset);
  }
}

/** Writes bytes, or text as UTF-8, before it returns. */
export function writeNow(fd: number, bytes: string | Uint8Array): void {
  if (typeof bytes === 'string') {
    encodeInPieces(bytes, (piece) => writeBlocking(fd, piece));
  } else {
    writeBlocking(fd, bytes);
  }
}

/**
 * Writes what the descriptor takes without waiting.
 *
 * @returns how many bytes were taken; 0 where a non-blocking descriptor is full
 */
export function writeWithoutWaiting(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    if (isFull(error)) {
      return 0;
    }
    throw error;
  }
}

function writeSome(fd: number, bytes: Uint8Array, offset: number): number {
  try {
    return writeSync(fd, bytes, offset);
  } catch (error) {
    if (!isFull(error)) {
      throw error;
    }
    // Whoever shares the descriptor has made it non-blocking. There is no poll() in Node, so this sleeps and retries.
    Atomics.wait(never, 0, 0, RETRY_MILLISECONDS);
    return 0;
  }
}

function isFull(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === 'EAGAIN' || code === 'EWOULDBLOCK';
}
