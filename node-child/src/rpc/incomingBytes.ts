import type { Framing } from '../framing/framings.js';
import { decodeMessage, lineKind } from '../framing/lineKind.js';
import { MessageReader } from '../framing/messageReader.js';
import type { Dispatcher } from './calls/dispatcher.js';
import type { Ending } from './ending.js';
import type { IncomingMessages } from './incomingMessages.js';
import { parseError } from './messages/errorObjects.js';
import { encodeError } from './messages/messageCodec.js';
import type { Outbox } from './messages/outbox.js';
import type { LongValueAssembler } from './values/longValueAssembler.js';

/** What the bytes lead to. */
interface BytesTargets {
  readonly messages: IncomingMessages;
  readonly assembler: LongValueAssembler;
  readonly dispatcher: Dispatcher;
  readonly outbox: Outbox;
  readonly ending: Ending;
}

/** Takes the bytes of the other side, and makes messages and lines of text of them. */
export class IncomingBytes {
  readonly #to: BytesTargets;
  readonly #reader: MessageReader;

  /** Gets a line that is no message, valid only during the call; without it such a line is answered by an error. */
  onText: ((line: Buffer) => void) | undefined;

  /** @param limit the longest line in bytes, without its end */
  constructor(targets: BytesTargets, limit: number, framing: Framing) {
    this.#to = targets;
    const { messages, ending } = targets;
    this.#reader = new MessageReader(
      {
        lineWithin: (chunk, start, end) => {
          targets.dispatcher.betweenMessages();
          return ending.isReading && messages.receiveUsual(chunk, start, end);
        },
        line: (line) => this.#line(line),
        allocate: (line, lengths) => this.#allocate(line, lengths),
        message: (line, attachments) => {
          if (ending.isReading) {
            messages.receive(line, attachments);
          }
        },
      },
      limit,
      framing,
    );
  }

  /** Takes bytes. The chunk may be reused after the call. */
  push(chunk: Buffer): void {
    const { ending, outbox } = this.#to;
    if (!ending.isReading) {
      return;
    }
    outbox.beginGathering();
    try {
      this.#reader.push(chunk);
    } catch (error) {
      ending.fail(error);
    } finally {
      outbox.endGathering();
    }
  }

  /** Where the next bytes are best read to, if anywhere: a view of it is then to be given to {@link push}. */
  target(): Buffer | undefined {
    return this.#reader.target();
  }

  /** No bytes follow; `error` is there where that is not an orderly end, and `reason` tells how it came. */
  end(error?: Error, reason?: string): void {
    const { ending } = this.#to;
    if (!ending.isReading) {
      return;
    }
    try {
      this.#reader.end();
    } catch (broken) {
      ending.fail(broken, reason);
      return;
    }
    ending.stop(error, reason);
  }

  #line(line: Buffer): void {
    const { ending, dispatcher, messages } = this.#to;
    if (!ending.isReading) {
      return;
    }
    dispatcher.betweenMessages();
    if (lineKind(line) === 'text') {
      this.#text(line);
      return;
    }
    const json = decodeMessage(line);
    if (json === undefined) {
      this.#refuse();
    } else {
      messages.receive(json);
    }
  }

  #text(line: Buffer): void {
    if (this.onText === undefined) {
      this.#refuse();
    } else {
      this.onText(line);
    }
  }

  #refuse(): void {
    this.#to.outbox.replyError(parseError, (error) => encodeError(null, error));
  }

  #allocate(line: string, lengths: readonly number[]): Buffer[] {
    const chunk = this.#to.assembler.target(line, lengths);
    return chunk === undefined ? lengths.map((length) => Buffer.allocUnsafeSlow(length)) : [chunk];
  }
}
