import { LineTooLongError } from '../errors/lineErrors.js';
import type { TakeFrame } from './frameReader.js';
import { TerminatedReader } from './terminatedReader.js';

/** The longest line that is read unless something else is asked for: 256 MiB, without its line end. */
export const DEFAULT_LINE_LIMIT = 256 * 1024 * 1024;

const lineEnd = {
  byte: 0x0a,
  before: 0x0d,
  tooLong: (limit: number) => new LineTooLongError(limit),
};

/** Reads lines. A line ends with LF or CRLF; the last may have no end. */
export class LineReader extends TerminatedReader {
  /** @param limit the longest line in bytes, without its end */
  constructor(onLine: TakeFrame, limit: number = DEFAULT_LINE_LIMIT) {
    super(lineEnd, onLine, limit);
  }
}
