import { handled } from '../errors/handled.js';
import { LineEndInTextError } from '../errors/lineErrors.js';
import { decodeText } from '../framing/lineKind.js';
import { FrameIterator } from './frameIterator.js';
import type { MessageChannel } from './messageChannel.js';

/** Lines of text in both directions: a {@link MessageChannel} of lines, read and sent as UTF-8. */
export class LineChannel implements AsyncDisposable {
  readonly #lines: MessageChannel;

  /** @internal Authors call {@link openLineChannel}. */
  constructor(lines: MessageChannel) {
    this.#lines = lines;
  }

  /**
   * Resolves when no line will come any more, with the reason in words; rejects where that was not in order. The end is
   * not seen while lines wait that nobody reads.
   */
  get ended(): Promise<string> {
    return this.#lines.ended;
  }

  /**
   * Reads all lines until the end; bytes that are no UTF-8 become U+FFFD. While about 1 MiB waits, the other side has to
   * wait. Reading can be left and begun again: what nobody has got is there for the next.
   *
   * @throws LineTooLongError behind the lines before it
   */
  readLines(): AsyncGenerator<string, void, undefined> {
    return new FrameIterator(async (options) => {
      const result = await this.#lines.read(options);
      return result.kind === 'frame' ? { kind: 'frame', frame: decodeText(result.frame) } : result;
    });
  }

  /**
   * Sends one line.
   *
   * @returns when all of it has been handed to the system; whoever awaits it before the next keeps one line in memory
   * @throws LineEndInTextError where the text holds an LF itself; a CR is carried
   * @throws TransportEndedError after {@link end}
   * @throws ConnectionClosedError where the other side no longer reads
   */
  send(line: string): Promise<void> {
    const lineEnd = line.indexOf('\n');
    return lineEnd === -1 ? this.#lines.send(line) : handled(Promise.reject(new LineEndInTextError(lineEnd)));
  }

  /** Flushes what was sent and closes the writing end: the other side sees end of file. What it sends can still be read. */
  end(): Promise<void> {
    return this.#lines.end();
  }

  /** Flushes, closes the writing end, and reads no further: lines that nobody has read are dropped. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lines[Symbol.asyncDispose]();
  }
}
