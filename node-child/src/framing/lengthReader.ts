import type { FrameHeader } from './countedReader.js';

const PREFIX_BYTES = 4;

/** Reads the length of a frame as 4 bytes, unsigned and little-endian, which do not count themselves. */
export class LengthReader implements FrameHeader {
  #value = 0;
  #read = 0;

  get isEmpty(): boolean {
    return this.#read === 0;
  }

  push(chunk: Buffer, start: number, to: number): number {
    if (this.#read === 0 && to - start >= PREFIX_BYTES) {
      this.#value = chunk.readUInt32LE(start);
      this.#read = PREFIX_BYTES;
      return start + PREFIX_BYTES;
    }
    let next = start;
    for (; next < to && this.#read < PREFIX_BYTES; next++) {
      this.#value += (chunk[next] ?? 0) * 256 ** this.#read;
      this.#read++;
    }
    return next;
  }

  take(): number | undefined {
    if (this.#read < PREFIX_BYTES) {
      return undefined;
    }
    const value = this.#value;
    this.#value = 0;
    this.#read = 0;
    return value;
  }

  describe(): string {
    return `the length of a frame: ${this.#read} of ${PREFIX_BYTES} bytes had come`;
  }
}

/** What stands before a frame of that many bytes. */
export function lengthPrefix(length: number): Buffer {
  const prefix = Buffer.allocUnsafe(PREFIX_BYTES);
  prefix.writeUInt32LE(length);
  return prefix;
}

/** A text as UTF-8, with its length before it. */
export function prefixed(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + length);
  frame.writeUInt32LE(length);
  frame.write(text, PREFIX_BYTES);
  return frame;
}
