/**
 * Takes chunks one after the other. Over streams in memory, what is written while a chunk is taken may be answered before
 * the write returns: such chunks wait until that one is done.
 */
export class ChunkQueue {
  readonly #take: (chunk: Buffer) => void;
  readonly #waiting: Buffer[] = [];
  #isTaking = false;

  constructor(take: (chunk: Buffer) => void) {
    this.#take = take;
  }

  /** Takes a chunk, which may be reused after the call. */
  push(chunk: Buffer): void {
    if (this.#isTaking) {
      this.#waiting.push(Buffer.from(chunk));
      return;
    }
    this.#isTaking = true;
    try {
      this.#take(chunk);
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        this.#take(next);
      }
    } finally {
      this.#isTaking = false;
    }
  }
}
