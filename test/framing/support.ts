import { createHash, type Hash } from 'node:crypto';
import { writeFrame } from '../../node-child/src/framing/frameWriter.js';
import { type Framing, framings } from '../../node-child/src/framing/framings.js';

/** All framings, for `describe.each`. */
export const allFramings: readonly Framing[] = Object.values(framings);

/** What a frame looks like on the wire. */
export function encode(framing: Framing, frame: string | Uint8Array): Buffer {
  const written: Buffer[] = [];
  writeFrame({ write: (bytes) => written.push(Buffer.from(bytes as Uint8Array)) }, framing, frame, () => {});
  return Buffer.concat(written);
}

/** Reads with one chunk of memory that is overwritten after every push, as a transport may do. */
export function read(
  framing: Framing,
  chunks: readonly Uint8Array[],
  limit = 1_000,
): { frames: string[]; error: unknown } {
  const frames: string[] = [];
  const reader = framing.createReader((frame) => frames.push(frame.toString('latin1')), limit);
  try {
    for (const chunk of chunks) {
      const memory = Buffer.from(chunk);
      reader.push(memory);
      memory.fill(0x21);
    }
    reader.end();
    return { frames, error: undefined };
  } catch (error) {
    return { frames, error };
  }
}

/** A hash over frames that tells where one ends and the next begins. */
export class FrameHash {
  readonly #hash: Hash = createHash('sha256');
  #count = 0;

  add(frame: Uint8Array): void {
    this.#count++;
    this.#hash.update(`${frame.length}:`).update(frame);
  }

  digest(): string {
    return `${this.#count} frames, ${this.#hash.digest('hex')}`;
  }
}

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Frames of random sizes, most of them short, of bytes that every framing can carry. */
export function* randomFrames(count: number, seed: number): Generator<Buffer> {
  const next = random(seed);
  const pool = Buffer.alloc(256 * 1024);
  for (let index = 0; index < pool.length; index++) {
    const byte = Math.floor(next() * 256);
    pool[index] = byte === 0x0a || byte === 0x00 ? 0x0d : byte;
  }
  for (let index = 0; index < count; index++) {
    const length = Math.floor(next() ** 400 * 200_000 + next() * 60);
    const start = Math.floor(next() * (pool.length - length));
    yield pool.subarray(start, start + length);
  }
}
