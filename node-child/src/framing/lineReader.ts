import { LineTooLongError } from '../errors/lineErrors.js';

/** The longest line that is read unless something else is asked for: 256 MiB, without its line end. */
export const DEFAULT_LINE_LIMIT = 256 * 1024 * 1024;

const LF = 10;
const CR = 13;
const SMALLEST_BLOCK_BYTES = 1024;
const LARGEST_BLOCK_BYTES = 64 * 1024;

/**
 * Cuts bytes into lines, whatever the chunks they come in. A line ends with LF or CRLF; the last may have no end.
 *
 * Every byte is looked at once and copied at most twice, so the cost is linear in the size of a line.
 */
export class LineReader {
  readonly #onLine: (line: Buffer) => void;
  readonly #limit: number;
  /** The beginning of a line whose end has not arrived; all blocks but the last are full. */
  #blocks: Buffer[] = [];
  #lastBlockUsed = 0;
  #pendingBytes = 0;
  #paused = false;

  /**
   * @param onLine gets each line without its end; the buffer is valid only during the call
   * @param limit the longest line in bytes, without its end
   */
  constructor(onLine: (line: Buffer) => void, limit: number = DEFAULT_LINE_LIMIT) {
    this.#onLine = onLine;
    this.#limit = limit;
  }

  /** Whether no line has begun that has not ended. */
  get isBetweenLines(): boolean {
    return this.#pendingBytes === 0;
  }

  /**
   * Takes the next bytes. The chunk may be reused after the call.
   *
   * @param from where in the chunk to begin
   * @param to where in the chunk to stop
   * @returns where in the chunk it stopped: behind a line at which {@link pause} was called, or at `to`
   * @throws LineTooLongError for a line over the limit; the reader is of no use afterwards
   */
  push(chunk: Buffer, from = 0, to = chunk.length): number {
    let start = from;
    for (let end = nextEnd(chunk, start, to); end !== -1; end = nextEnd(chunk, start, to)) {
      const piece = chunk.subarray(start, end);
      start = end + 1;
      this.#emit(this.#pendingBytes === 0 ? piece : this.#join(piece));
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

  /** Called for a line while it is handled: the bytes behind it are no lines, and {@link push} is to stop there. */
  pause(): void {
    this.#paused = true;
  }

  /** End of file: what is left is the last line. */
  end(): void {
    if (this.#pendingBytes > 0) {
      this.#emit(this.#join(Buffer.alloc(0)));
    }
  }

  #emit(line: Buffer): void {
    const length = line[line.length - 1] === CR ? line.length - 1 : line.length;
    if (length > this.#limit) {
      throw new LineTooLongError(this.#limit);
    }
    this.#onLine(length === line.length ? line : line.subarray(0, length));
  }

  #keep(piece: Buffer): void {
    this.#pendingBytes += piece.length;
    // One byte over the limit may be the CR of a line end.
    if (this.#pendingBytes > this.#limit + (piece.at(-1) === CR ? 1 : 0)) {
      throw new LineTooLongError(this.#limit);
    }
    const block = this.#blocks.at(-1);
    if (block !== undefined && block.length - this.#lastBlockUsed >= piece.length) {
      piece.copy(block, this.#lastBlockUsed);
      this.#lastBlockUsed += piece.length;
      return;
    }
    if (block !== undefined) {
      this.#blocks[this.#blocks.length - 1] = block.subarray(0, this.#lastBlockUsed);
    }
    // Blocks grow with the line: a short rest of a chunk stays cheap, and so does a line that arrives byte by byte.
    const wanted = Math.min(LARGEST_BLOCK_BYTES, Math.max(SMALLEST_BLOCK_BYTES, this.#pendingBytes));
    const fresh = Buffer.allocUnsafe(Math.max(piece.length, wanted));
    piece.copy(fresh);
    this.#blocks.push(fresh);
    this.#lastBlockUsed = piece.length;
  }

  #join(lastPiece: Buffer): Buffer {
    const line = Buffer.allocUnsafe(this.#pendingBytes + lastPiece.length);
    let offset = 0;
    for (const block of this.#blocks) {
      offset += block.copy(line, offset, 0, Math.min(block.length, this.#pendingBytes - offset));
    }
    lastPiece.copy(line, offset);
    this.#blocks = [];
    this.#lastBlockUsed = 0;
    this.#pendingBytes = 0;
    return line;
  }
}

function nextEnd(chunk: Buffer, start: number, to: number): number {
  const end = start < to ? chunk.indexOf(LF, start) : -1;
  return end < to ? end : -1;
}
