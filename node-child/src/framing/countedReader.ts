import { BrokenFrameError, FrameTooLongError } from '../errors/frameErrors.js';
import type { FrameReader, TakeFrame } from './frameReader.js';
import { Pieces } from './pieces.js';

/** Reads what stands before a frame and tells its length. */
export interface FrameHeader {
  /** Whether nothing of a header has come. */
  readonly isEmpty: boolean;

  /**
   * Takes bytes of a header.
   *
   * @returns where in the chunk it stopped: behind the header, or at `to`
   * @throws BrokenFrameError for what is none
   */
  push(chunk: Buffer, start: number, to: number): number;

  /** Takes the length out, once the whole header has come; nothing before that. */
  take(): number | undefined;

  /** What was read of the header, to go on from "The bytes ended within ". */
  describe(): string;
}

/** Reads frames whose length stands before them. The limit is held against what is announced, before anything is kept. */
export class CountedReader implements FrameReader {
  readonly #header: FrameHeader;
  readonly #onFrame: TakeFrame;
  readonly #limit: number;
  readonly #body = new Pieces();
  /** The length of the frame that is under way. */
  #length: number | undefined;
  #paused = false;

  /** @param limit the longest frame in bytes, without its header */
  constructor(header: FrameHeader, onFrame: TakeFrame, limit: number) {
    this.#header = header;
    this.#onFrame = onFrame;
    this.#limit = limit;
  }

  get isBetweenFrames(): boolean {
    return this.#length === undefined && this.#header.isEmpty;
  }

  push(chunk: Buffer, from = 0, to = chunk.length): number {
    let start = from;
    while (start < to) {
      if (this.#length === undefined) {
        start = this.#header.push(chunk, start, to);
        this.#length = this.#header.take();
      }
      if (this.#length === undefined) {
        return to;
      }
      if (this.#length > this.#limit) {
        throw new FrameTooLongError(this.#limit, this.#length);
      }
      const missing = this.#length - this.#body.length;
      const piece = chunk.subarray(start, Math.min(to, start + missing));
      start += piece.length;
      if (piece.length < missing) {
        this.#keep(piece);
        return to;
      }
      this.#length = undefined;
      const isOwn = this.#body.length > 0;
      this.#onFrame(isOwn ? this.#body.join(piece) : piece, isOwn);
      if (this.#paused) {
        this.#paused = false;
        return start;
      }
    }
    return to;
  }

  pause(): void {
    this.#paused = true;
  }

  end(): void {
    if (this.#length !== undefined) {
      const read = `${this.#body.length} of ${this.#length} bytes had come`;
      throw new BrokenFrameError(`The bytes ended within a frame: ${read}.`);
    }
    if (!this.#header.isEmpty) {
      throw new BrokenFrameError(`The bytes ended within ${this.#header.describe()}.`);
    }
  }

  #keep(piece: Buffer): void {
    if (piece.length > 0) {
      this.#body.add(piece);
    }
  }
}
