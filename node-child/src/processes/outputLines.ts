import { finished, type Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** The longest line that is handed on whole, in characters. */
const LONGEST_PIECE = 1024 * 1024;

/** The longest line that is remembered whole, in characters. */
const LONGEST_REMEMBERED = 4096;

/** How many last lines are remembered. */
const TAIL_LENGTH = 20;

/**
 * Reads a child's standard output or error, hands it on a line at a time, and remembers the last lines. A very long line
 * comes in pieces, so a child that never ends its line fills nobody's memory.
 */
export class OutputLines {
  readonly #stream: Readable;
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  readonly #tail: string[] = [];
  #piece = '';

  /** Resolves when the last line has been handed on. */
  readonly ended: Promise<void>;

  /** @param onLine gets each line without its end, LF or CR LF; it must not throw */
  constructor(stream: Readable, onLine: (line: string) => void) {
    this.#stream = stream;
    this.#onLine = onLine;
    stream.on('data', (chunk: Buffer) => this.#take(this.#decoder.write(chunk)));
    this.ended = new Promise((resolve) => {
      finished(stream, { writable: false }, () => {
        this.#take(this.#decoder.end());
        if (this.#piece !== '') {
          this.#end();
        }
        resolve();
      });
    });
  }

  /** The last lines, oldest first. */
  tail(): readonly string[] {
    return [...this.#tail];
  }

  /** Reads no further, whoever else may still write there. */
  stop(): void {
    this.#stream.destroy();
  }

  #take(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.#append(text.slice(start, end));
      this.#end();
      start = end + 1;
    }
    this.#append(text.slice(start));
  }

  #append(text: string): void {
    let rest = text;
    while (this.#piece.length + rest.length > LONGEST_PIECE) {
      const room = LONGEST_PIECE - this.#piece.length;
      // The halves of a character stay together.
      const cut = isHighSurrogate(rest.charCodeAt(room - 1)) ? room - 1 : room;
      this.#piece += rest.slice(0, cut);
      rest = rest.slice(cut);
      this.#end();
    }
    this.#piece += rest;
  }

  #end(): void {
    const line = this.#piece.endsWith('\r') ? this.#piece.slice(0, -1) : this.#piece;
    this.#piece = '';
    this.#tail.push(line.length <= LONGEST_REMEMBERED ? line : `${line.slice(0, LONGEST_REMEMBERED)}…`);
    if (this.#tail.length > TAIL_LENGTH) {
      this.#tail.shift();
    }
    this.#onLine(line);
  }
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
