import { ProtocolError } from '../../errors/connectionErrors.js';
import { attemptEach } from '../../errors/report.js';
import { type ErrorObject, isErrorObject } from '../messages/message.js';
import { encodeCall } from '../messages/messageCodec.js';
import type { Outbox } from '../messages/outbox.js';
import { decodeError } from '../values/errorCodec.js';
import type { OutgoingValues } from '../values/outgoingValues.js';
import { type StreamInput, StreamReader } from './streamReader.js';
import { type EncodedItem, type StreamOutput, StreamWriter, type WriterOptions } from './streamWriter.js';

/** The longest batch of items, in characters of JSON. */
const LARGEST_BATCH = 64 * 1024;

/** What the batches of all streams together may hold: the other side opens as many as it likes. */
const ALL_BATCHES = 16 * LARGEST_BATCH;

/** All streams of a connection, in both directions, and the messages that belong to them. */
export class Streams implements StreamOutput, StreamInput {
  readonly #outbox: Outbox;
  readonly #values: OutgoingValues;
  readonly #writers = new Map<number, StreamWriter>();
  readonly #readers = new Map<number, StreamReader>();
  #closed: Error | undefined;

  constructor(outbox: Outbox, values: OutgoingValues) {
    this.#outbox = outbox;
    this.#values = values;
  }

  get largestBatch(): number {
    return Math.min(LARGEST_BATCH, ALL_BATCHES / this.#writers.size);
  }

  /** Opens writers for the streams of a message that is about to be sent; behind the end they are cancelled at once. */
  openWriters(
    sources: ReadonlyMap<number, AsyncIterable<unknown>>,
    options?: WriterOptions,
  ): readonly StreamWriter[] {
    return [...sources].map(([number, source]) => {
      const writer = new StreamWriter(number, source, this, options);
      this.#writers.set(number, writer);
      if (this.#closed !== undefined) {
        writer.cancel();
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

  /** Sends the items that wait for others, as the end of the process may be near. */
  flush(): void {
    attemptEach('the items of a stream', this.#writers.values(), (writer) => writer.flush());
  }

  encodeItem(stream: number, item: unknown): EncodedItem {
    const encoded = this.#values.encode(item, 'item', 'item');
    const { announcements, json } = encoded;
    if (encoded.attachments === undefined) {
      this.#outbox.checkLength(itemsLine(stream, json));
      return encoded;
    }
    const line = encodeCall(undefined, '$/stream/items', announcements, `[${stream},[${json}]]`);
    this.#outbox.checkLength(line, encoded);
    return { json: '', send: (completion) => this.#outbox.reply(line, encoded, completion) };
  }

  sendItems(stream: number, items: readonly string[]): void {
    const line = itemsLine(stream, items.join(','));
    if (this.#outbox.fits(line)) {
      this.#outbox.reply(line);
      return;
    }
    // Each fits on its own, as was found out when it was encoded.
    for (const item of items) {
      this.#outbox.reply(itemsLine(stream, item));
    }
  }

  sendEnd(stream: number, error: ErrorObject | undefined): void {
    const encode = (params: string) => encodeCall(undefined, '$/stream/end', '', params);
    if (error === undefined) {
      this.#outbox.postOwn(encode(`[${stream}]`));
    } else {
      this.#outbox.replyError(error, (sent) => encode(`[${stream},${JSON.stringify(sent)}]`));
    }
  }

  sendPull(stream: number, credit: number): void {
    this.#outbox.postOwn(encodeCall(undefined, '$/stream/pull', '', `[${stream},${credit}]`));
  }

  sendCancel(stream: number): void {
    this.#outbox.postOwn(encodeCall(undefined, '$/stream/cancel', '', `[${stream}]`));
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
    ? decodeError(error, false)
    : new ProtocolError(`The stream ${stream} ended with an error that cannot be read.`);
}

function itemsLine(stream: number, items: string): string {
  return `{"jsonrpc":"2.0","method":"$/stream/items","params":[${stream},[${items}]]}`;
}
