import { BrokenFrameError } from '../errors/frameErrors.js';
import type { FrameHeader } from './countedReader.js';

/** The most bytes that the headers of one frame may have together, with their line ends. */
const LONGEST_HEADERS = 8 * 1024;

const LF = 0x0a;

/** A name as in HTTP. A message without headers, such as a line of JSON, holds a colon too: it must not be taken for one. */
const headerName = /^[!#$%&'*+.^`|~\w-]+$/;

/**
 * Reads the length of a frame as the header `Content-Length`, in the form of the Language Server Protocol
 * (https://microsoft.github.io/language-server-protocol/specifications/base/0.9/specification/#headerPart): lines of
 * ASCII, and an empty one behind the last. Other headers are skipped; lines may end with LF alone.
 */
export class HeaderReader implements FrameHeader {
  #line = '';
  #read = 0;
  #length: number | undefined;
  #isComplete = false;

  get isEmpty(): boolean {
    return this.#read === 0;
  }

  push(chunk: Buffer, start: number, to: number): number {
    let next = start;
    while (next < to && !this.#isComplete) {
      const found = chunk.indexOf(LF, next);
      const end = found === -1 || found >= to ? to : found + 1;
      this.#read += end - next;
      if (this.#read > LONGEST_HEADERS) {
        throw new BrokenFrameError(`The headers of a frame are longer than ${LONGEST_HEADERS} bytes.`);
      }
      this.#line += chunk.latin1Slice(next, end);
      next = end;
      if (this.#line.endsWith('\n')) {
        this.#takeLine(this.#line.replace(/\r?\n$/, ''));
        this.#line = '';
      }
    }
    return next;
  }

  take(): number | undefined {
    if (!this.#isComplete) {
      return undefined;
    }
    const length = this.#length;
    this.#length = undefined;
    this.#read = 0;
    this.#isComplete = false;
    return length;
  }

  describe(): string {
    return `the headers of a frame: ${this.#read} bytes of them had come`;
  }

  #takeLine(line: string): void {
    if (line === '') {
      if (this.#length === undefined) {
        throw new BrokenFrameError('The headers of a frame name no Content-Length.');
      }
      this.#isComplete = true;
      return;
    }
    const colon = line.indexOf(':');
    if (colon === -1 || !headerName.test(line.slice(0, colon))) {
      throw new BrokenFrameError(
        `A frame has no header but ${shown(line)}; does the other side print something else there?`,
      );
    }
    if (line.slice(0, colon).toLowerCase() === 'content-length') {
      this.#takeLength(line.slice(colon + 1).trim());
    }
  }

  #takeLength(text: string): void {
    if (!/^\d+$/.test(text)) {
      throw new BrokenFrameError(
        `The Content-Length of a frame is ${shown(text)}, which is no number of bytes.`,
      );
    }
    const length = Number(text);
    if (this.#length !== undefined && this.#length !== length) {
      throw new BrokenFrameError(`A frame has two lengths, ${this.#length} and ${shown(text)}.`);
    }
    this.#length = length;
  }
}

/** What stands before a frame of that many bytes. */
export function headerLines(length: number): string {
  return `Content-Length: ${length}\r\n\r\n`;
}

/** What a peer sent, for an error: quoted, and not at any length. */
function shown(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
