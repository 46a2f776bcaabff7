import { ProtocolError } from '../errors/connectionErrors.js';
import { decodeError } from './errorCodec.js';
import type { Scope } from './incomingCall.js';
import { type ErrorObject, isErrorObject } from './message.js';
import { encodeCall } from './messageCodec.js';
import type { MessageSender } from './messageSender.js';
import { attemptEach } from './report.js';
import { type StreamInput, StreamReader } from './streamReader.js';
import { type EncodedItem, type StreamOutput, StreamWriter } from './streamWriter.js';

/** All streams of a connection, in both directions, and the messages that belong to them. */
export class Streams implements StreamOutput, StreamInput {
  readonly #sender: MessageSender;
  readonly #writers = new Map<number, StreamWriter>();
  readonly #readers = new Map<number, StreamReader>();
  #closed: Error | undefined;

  constructor(sender: MessageSender) {
    this.#sender = sender;
  }

  /** Opens writers for the streams of a message that is about to be sent. */
  openWriters(sources: ReadonlyMap<number, AsyncIterable<unknown>>, scope?: Scope): StreamWriter[] {
    return [...sources].map(([number, source]) => {
      const writer = new StreamWriter(number, source, this, scope);
      this.#writers.set(number, writer);
      if (this.#closed !== undefined) {
        // When whoever opens it has said what to do then.
        queueMicrotask(() => writer.cancel());
      }
      return writer;
    });
  }

  /** Opens the reader for a stream that a message has brought. */
  openReader(number: number): StreamReader {
    this.#readers.get(number)?.end({ error: new ProtocolError(`The stream ${number} was announced twice.`) });
    const reader = new StreamReader(number, this);
    this.#readers.set(number, reader);
    if (this.#closed !== undefined) {
      reader.end({ error: this.#closed });
    }
    return reader;
  }

  /** What was sent for a stream cannot be read: its reader fails, and the source at the other side is ended. */
  fail(number: unknown, error: unknown): void {
    if (typeof number === 'number') {
      this.#readers.get(number)?.cancel(error);
    }
  }

  /** Takes a notification whose method begins with `$/stream/`; what fits no stream is dropped: it has ended. */
  receive(method: string, [number, content]: readonly unknown[]): void {
    if (typeof number !== 'number') {
      return;
    }
    switch (method) {
      case '$/stream/pull':
        if (typeof content === 'number' && Number.isInteger(content) && content > 0) {
          this.#writers.get(number)?.pull(content);
        }
        break;
      case '$/stream/cancel':
        this.#writers.get(number)?.cancel();
        break;
      case '$/stream/items':
        if (Array.isArray(content)) {
          this.#readers.get(number)?.receive(content);
        }
        break;
      case '$/stream/end':
        this.#readers
          .get(number)
          ?.end(content === undefined ? undefined : { error: endingError(number, content) });
        break;
    }
  }

  /** Ends all, and all to come: nobody is there any more. */
  close(error: Error): void {
    this.#closed = error;
    attemptEach('the end of a stream', this.#writers.values(), (writer) => writer.cancel());
    attemptEach('the end of a stream', this.#readers.values(), (reader) => reader.end({ error }));
  }

  encodeItem(stream: number, item: unknown): EncodedItem {
    const encoded = this.#sender.encode(item, 'item', 'item');
    const { announcements, json, long } = encoded;
    if (announcements === '') {
      this.#sender.checkLength(itemsLine(stream, json));
      return encoded;
    }
    const line = encodeCall(undefined, '$/stream/items', announcements, `[${stream},[${json}]]`);
    this.#sender.checkLength(line, long);
    return {
      json: '',
      send: (whenSent) => {
        this.#sender.post(line, encoded, whenSent);
        return long !== undefined && long.length > 0;
      },
    };
  }

  sendItems(stream: number, items: readonly string[]): void {
    const line = itemsLine(stream, items.join(','));
    if (this.#sender.fits(line)) {
      this.#sender.post(line);
      return;
    }
    // Each fits on its own, as was found out when it was encoded.
    for (const item of items) {
      this.#sender.post(itemsLine(stream, item));
    }
  }

  sendEnd(stream: number, error: ErrorObject | undefined): void {
    const encode = (params: string) => encodeCall(undefined, '$/stream/end', '', params);
    if (error === undefined) {
      this.#sender.postOwn(encode(`[${stream}]`));
    } else {
      this.#sender.postError(error, (sent) => encode(`[${stream},${JSON.stringify(sent)}]`));
    }
  }

  sendPull(stream: number, credit: number): void {
    this.#sender.postOwn(encodeCall(undefined, '$/stream/pull', '', `[${stream},${credit}]`));
  }

  sendCancel(stream: number): void {
    this.#sender.postOwn(encodeCall(undefined, '$/stream/cancel', '', `[${stream}]`));
  }

  // A writer and a reader may have the same number: each side counts its own. So each is removed by its own kind.
  closedWriter(stream: number): void {
    this.#writers.delete(stream);
  }

  closedReader(stream: number): void {
    this.#readers.delete(stream);
  }
}

function endingError(stream: number, error: unknown): unknown {
  return isErrorObject(error)
    ? decodeError(error)
    : new ProtocolError(`The stream ${stream} ended with an error that cannot be read.`);
}

function itemsLine(stream: number, items: string): string {
  return `{"jsonrpc":"2.0","method":"$/stream/items","params":[${stream},[${items}]]}`;
}
