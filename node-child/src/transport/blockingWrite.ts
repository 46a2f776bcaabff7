import { writeSync } from 'node:fs';
import { systemErrorCode } from './systemErrors.js';

const RETRY_MILLISECONDS = 1;
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
    writeText(fd, bytes);
  } else {
    writeBlocking(fd, bytes);
  }
}

/** Text is encoded in pieces of this many UTF-16 code units; ASCII then fills a pipe of 64 KiB at once. */
const LONGEST_PIECE = 64 * 1024;
const MOST_BYTES_PER_UNIT = 3;
let encoded: Buffer | undefined;

// All texts are encoded into the same memory: to allocate some for each would cost more than the write.
function writeText(fd: number, text: string): void {
  encoded ??= Buffer.allocUnsafeSlow(LONGEST_PIECE * MOST_BYTES_PER_UNIT);
  for (let start = 0; start < text.length; ) {
    const end = endOfPiece(text, start + LONGEST_PIECE);
    const piece = start === 0 && end === text.length ? text : text.slice(start, end);
    writeBlocking(fd, encoded.subarray(0, encoded.write(piece)));
    start = end;
  }
}

// The two halves of a character beyond the first 65,536 stay together.
function endOfPiece(text: string, end: number): number {
  if (end >= text.length) {
    return text.length;
  }
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
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
