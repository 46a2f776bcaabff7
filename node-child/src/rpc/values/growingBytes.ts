/** How many times as much as has come there is room for, once a value has come in part. */
const GROWTH = 64;

const nothing = Buffer.alloc(0);

/**
 * The bytes of a long value while it comes. Its memory grows with what has come, never by what was announced: whoever
 * only announces makes nobody hold anything. Up to 64 chunks no more than the first of them is copied.
 */
export class GrowingBytes {
  readonly #length: number;
  #memory = nothing;
  #filled = 0;
  #place: Buffer | undefined;

  /** @param length how many bytes are to come */
  constructor(length: number) {
    this.#length = length;
  }

  /** How many bytes have come. */
  get filled(): number {
    return this.#filled;
  }

  get isComplete(): boolean {
    return this.#filled === this.#length;
  }

  /** All of them, when they are complete: as many as were announced. */
  get bytes(): Buffer {
    return this.#memory;
  }

  /** Whether so many more were announced. */
  hasRoomFor(count: number): boolean {
    return this.#filled + count <= this.#length;
  }

  /** Where the next bytes belong, so that they can be read to their place before they are added. */
  place(count: number): Buffer {
    const needed = this.#filled + count;
    if (needed > this.#memory.length) {
      this.#grow(Math.min(this.#length, Math.max(needed, GROWTH * this.#filled)));
    }
    this.#place = this.#memory.subarray(this.#filled, needed);
    return this.#place;
  }

  /** Adds bytes, which are copied unless they were read to the place that {@link place} gave last. */
  add(bytes: Buffer): void {
    if (bytes !== this.#place) {
      bytes.copy(this.place(bytes.length));
    }
    this.#place = undefined;
    this.#filled += bytes.length;
  }

  #grow(capacity: number): void {
    const grown = Buffer.allocUnsafeSlow(capacity);
    this.#memory.copy(grown, 0, 0, this.#filled);
    this.#memory = grown;
  }
}
