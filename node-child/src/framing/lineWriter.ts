import { LineEndInTextError } from '../errors/lineErrors.js';

/** Where lines go; a transport is one. */
interface LineSink {
  write(bytes: string): void;
}

/** Writes texts as lines: UTF-8, each ended by LF, or by CRLF where the text itself ends with CR. */
export class LineWriter {
  readonly #sink: LineSink;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  /**
   * Writes one line.
   *
   * @throws LineEndInTextError where the text holds an LF: the other side would take it for more than one line
   */
  write(text: string): void {
    const lineEnd = text.indexOf('\n');
    if (lineEnd !== -1) {
      throw new LineEndInTextError(lineEnd);
    }
    // A reader takes one CR before the LF for a part of the line end, so a CR of the text needs another after it.
    this.#sink.write(text.endsWith('\r') ? `${text}\r\n` : `${text}\n`);
  }
}
