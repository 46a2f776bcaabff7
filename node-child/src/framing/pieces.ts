const SMALLEST_BLOCK_BYTES = 1024;
const LARGEST_BLOCK_BYTES = 64 * 1024;
const nothing = Buffer.alloc(0);

/** The beginning of a frame whose end has not come. Memory grows with what comes, and each byte is copied at most twice. */
export class Pieces {
  /** All blocks but the last are full. */
  #blocks: Buffer[] = [];
  #lastBlockUsed = 0;
  #length = 0;

  /** How many bytes there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds a copy of the bytes. */
  add(piece: Buffer): void {
    this.#length += piece.length;
    const block = this.#blocks.at(-1);
    if (block !== undefined && block.length - this.#lastBlockUsed >= piece.length) {
      piece.copy(block, this.#lastBlockUsed);
      this.#lastBlockUsed += piece.length;
      return;
    }
    if (block !== undefined) {
      this.#blocks[this.#blocks.length - 1] = block.subarray(0, this.#lastBlockUsed);
    }
    // Blocks grow with the frame: a short rest of a chunk stays cheap, and so does a frame that comes byte by byte.
    const wanted = Math.min(LARGEST_BLOCK_BYTES, Math.max(SMALLEST_BLOCK_BYTES, this.#length));
    const fresh = Buffer.allocUnsafe(Math.max(piece.length, wanted));
    piece.copy(fresh);
    this.#blocks.push(fresh);
    this.#lastBlockUsed = piece.length;
  }

  /** Takes everything out, with the last piece behind it. */
  join(lastPiece: Buffer = nothing): Buffer {
    const joined = Buffer.allocUnsafe(this.#length + lastPiece.length);
    let offset = 0;
    for (const block of this.#blocks) {
      offset += block.copy(joined, offset, 0, Math.min(block.length, this.#length - offset));
    }
    lastPiece.copy(joined, offset);
    this.#blocks = [];
    this.#lastBlockUsed = 0;
    this.#length = 0;
    return joined;
  }
}
