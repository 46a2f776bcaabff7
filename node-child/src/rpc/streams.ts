import { decodeError } from './errorCodec.js';
import type { Scope } from './incomingCall.js';
import { type ErrorObject, isErrorObject } from './message.js';
import { encodeCall } from './messageCodec.js';
import type { MessageSender } from './messageSender.js';
import { type StreamInput, StreamReader } from './streamReader.js';
import { type EncodedItem, type StreamOutput, StreamWriter } from './streamWriter.js';

/** More bytes than there are around the items of a message without announcements. */
const LONGEST_ENVELOPE = 128;

/** All streams of a connection, in both directions, and the messages that belong to them. */
export class Streams implements StreamOutput, StreamInput {
  readonly #sender: MessageSender;
  readonly #writers = new Map<number, StreamWriter>();
  readonly #readers = new Map<number, StreamReader>();

  constructor(sender: MessageSender) {
    this.#sender = sender;
  }

  /** Opens writers for the streams of a message that is about to be sent. */
  openWriters(sources: ReadonlyMap<number, AsyncIterable<unknown>>, scope?: Scope): StreamWriter[] {
    return [...sources].map(([number, source]) => {
      const writer = new StreamWriter(number, source, this, scope);
      this.#writers.set(number, writer);
      return writer;
    });
  }

  /** Opens the reader for a stream that a message has brought. */
  openReader(number: number): StreamReader {
    const reader = new StreamReader(number, this);
    this.#readers.set(number, reader);
    return reader;
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
        this.#readers.get(number)?.end(isErrorObject(content) ? { error: decodeError(content) } : undefined);
        break;
    }
  }

  /** Ends all: nobody is there any more. */
  close(error: Error): void {
    for (const writer of [...this.#writers.values()]) {
      writer.cancel();
    }
    for (const reader of [...this.#readers.values()]) {
      reader.end({ error });
    }
  }

  encodeItem(stream: number, item: unknown): EncodedItem {
    const encoded = this.#sender.encode(item, 'item', 'item');
    const { announcements, json, long } = encoded;
    if (announcements === '' && this.#sender.fits(json, LONGEST_ENVELOPE)) {
      return encoded;
    }
    const line = encodeCall(undefined, '$/stream/items', announcements, `[${stream},[${json}]]`);
    this.#sender.checkLength(line, long);
    if (announcements === '') {
      return encoded;
    }
    return {
      json: '',
      send: (whenSent) => {
        this.#sender.post(line, encoded, whenSent);
        return long !== undefined && long.length > 0;
      },
    };
  }

  sendItems(stream: number, items: readonly string[]): void {
    const line = encodeCall(undefined, '$/stream/items', '', `[${stream},[${items.join(',')}]]`);
    if (items.length > 1 && !this.#sender.fits(line)) {
      // Each fits alone.
      const half = items.length >> 1;
      this.sendItems(stream, items.slice(0, half));
      this.sendItems(stream, items.slice(half));
      return;
    }
    this.#sender.post(line);
  }

  sendEnd(stream: number, error: ErrorObject | undefined): void {
    const write = (params: string) => encodeCall(undefined, '$/stream/end', '', params);
    if (error === undefined) {
      this.#sender.post(write(`[${stream}]`));
    } else {
      this.#sender.postError(error, (sent) => write(`[${stream},${JSON.stringify(sent)}]`));
    }
  }

  sendPull(stream: number, credit: number): void {
    this.#sender.post(encodeCall(undefined, '$/stream/pull', '', `[${stream},${credit}]`));
  }

  sendCancel(stream: number): void {
    this.#sender.post(encodeCall(undefined, '$/stream/cancel', '', `[${stream}]`));
  }

  // A writer and a reader may have the same number: each side counts its own. So each is removed by its own kind.
  closedWriter(stream: number): void {
    this.#writers.delete(stream);
  }

  closedReader(stream: number): void {
    this.#readers.delete(stream);
  }
}
