import type { FrameReader, TakeFrame } from './frameReader.js';
import { Pieces } from './pieces.js';

/** How frames end. */
interface Termination {
  /** The byte that ends a frame. */
  readonly byte: number;

  /** A byte that belongs to the end where it stands right before that. */
  readonly before?: number;

  /** The error for a frame longer than so many bytes. */
  readonly tooLong: (limit: number) => Error;

  /** The error at end of file within a frame of which so many bytes have come; without it that is the last frame. */
  readonly unfinished?: (length: number) => Error;
}

/** Reads frames that end with a byte which they do not hold. Every byte is looked at once. */
export class TerminatedReader implements FrameReader {
  readonly #termination: Termination;
  readonly #byte: number;
  readonly #onFrame: TakeFrame;
  readonly #limit: number;
  readonly #pending = new Pieces();
  #paused = false;

  /** @param limit the longest frame in bytes, without its end */
  constructor(termination: Termination, onFrame: TakeFrame, limit: number) {
    this.#termination = termination;
    this.#byte = termination.byte;
    this.#onFrame = onFrame;
    this.#limit = limit;
  }

  get isBetweenFrames(): boolean {
    return this.#pending.length === 0;
  }

  push(chunk: Buffer, from = 0, to = chunk.length): number {
    let start = from;
    for (let end = this.#nextEnd(chunk, start, to); end !== -1; end = this.#nextEnd(chunk, start, to)) {
      const piece = chunk.subarray(start, end);
      start = end + 1;
      const isOwn = this.#pending.length > 0;
      this.#emit(isOwn ? this.#pending.join(piece) : piece, isOwn);
      if (this.#paused) {
        this.#paused = false;
        return start;
      }
    }
    if (start < to) {
      this.#keep(chunk.subarray(start, to));
    }
    return to;
  }

  pause(): void {
    this.#paused = true;
  }

  end(): void {
    const { length } = this.#pending;
    if (length === 0) {
      return;
    }
    const { unfinished } = this.#termination;
    if (unfinished !== undefined) {
      throw unfinished(length);
    }
    this.#emit(this.#pending.join(), true);
  }

  #emit(frame: Buffer, isOwn: boolean): void {
    const { before } = this.#termination;
    const length = before !== undefined && frame.at(-1) === before ? frame.length - 1 : frame.length;
    if (length > this.#limit) {
      throw this.#termination.tooLong(this.#limit);
    }
    this.#onFrame(length === frame.length ? frame : frame.subarray(0, length), isOwn);
  }

  #keep(piece: Buffer): void {
    const { before, tooLong } = this.#termination;
    // One byte over the limit may be a part of the end.
    const surplus = before !== undefined && piece.at(-1) === before ? 1 : 0;
    if (this.#pending.length + piece.length > this.#limit + surplus) {
      throw tooLong(this.#limit);
    }
    this.#pending.add(piece);
  }

  #nextEnd(chunk: Buffer, start: number, to: number): number {
    const end = start < to ? chunk.indexOf(this.#byte, start) : -1;
    return end < to ? end : -1;
  }
}
