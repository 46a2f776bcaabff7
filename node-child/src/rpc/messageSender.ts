import { UnsendableValueError } from '../errors/callErrors.js';
import { fitsInto } from '../transport/utf8.js';
import { type Content, type LongValue, layOutAttachments } from './attachments.js';
import { writeErrorWithin } from './errorFitting.js';
import { type Peer, plainPeer } from './hello.js';
import type { LongValueWriter } from './longValueWriter.js';
import type { ErrorObject } from './message.js';
import type { Outbox } from './outbox.js';
import { endSequence } from './streamSource.js';
import { type AnyFunction, type MarkerSource, noMarkers, ValueEncoder } from './valueEncoder.js';

/** A value as JSON, and what a message has to carry beside it. */
export interface EncodedValue {
  readonly json: string;
  /** Members that announce markers, each followed by a comma. */
  readonly announcements: string;
  readonly attachments?: readonly Content[];
  readonly long?: readonly LongValue[];
  readonly streams?: ReadonlyMap<number, AsyncIterable<unknown>> | undefined;
  readonly callbacks?: ReadonlyMap<number, AnyFunction> | undefined;
}

/** Where a value stands, which decides on the markers that it may hold. */
type Place = 'arguments' | 'notification' | 'result' | 'item' | 'batch' | 'progress';

/** Encodes values for the peer, as it can take them, and posts messages to the outbox. */
export class MessageSender {
  readonly #outbox: Outbox;
  readonly #longValues: LongValueWriter;
  #peer: Peer = plainPeer;
  #sources: Readonly<Record<Place, MarkerSource>>;
  #lastStream = 0;
  #lastCallback = 0;
  #lastLongValue = 0;

  constructor(outbox: Outbox, longValues: LongValueWriter) {
    this.#outbox = outbox;
    this.#longValues = longValues;
    this.#sources = this.#makeSources();
  }

  get peer(): Peer {
    return this.#peer;
  }

  set peer(peer: Peer) {
    this.#peer = peer;
    this.#sources = this.#makeSources();
  }

  /**
   * Encodes a value.
   *
   * @param root what it is called in error messages
   * @throws UnsendableValueError where it cannot be sent
   */
  encode(value: unknown, place: Place, root: string, wrappers = 0): EncodedValue {
    const encoder = new ValueEncoder(this.#sources[place], root, wrappers);
    try {
      return this.#complete(encoder, encoder.prepare(value));
    } catch (error) {
      endStreams(encoder);
      throw error;
    }
  }

  /** Ends the streams of a value that is not sent. */
  giveUp(value: unknown, place: Place): void {
    if (typeof value !== 'object' || value === null) {
      return;
    }
    const encoder = new ValueEncoder(this.#sources[place], place);
    try {
      encoder.prepare(value);
    } catch {
      // It could not have been sent either.
    }
    endStreams(encoder);
  }

  #complete(encoder: ValueEncoder, tree: unknown): EncodedValue {
    const { attachments, streams, callbacks } = encoder;
    if (attachments === undefined && streams === undefined && callbacks === undefined) {
      return { json: encoder.stringify(tree), announcements: '' };
    }
    const layout = layOutAttachments(attachments ?? [], () => ++this.#lastLongValue);
    const { short, long } = layout;
    let announcements = '';
    if (attachments !== undefined) {
      announcements = `"$bin":[${short.map(({ length }) => length)}],`;
    }
    if (long.length > 0) {
      announcements += `"$long":[${long.map(({ number, content }) => `[${number},${content.length}]`)}],`;
    }
    if (streams !== undefined) {
      announcements += `"$streams":[${[...streams.keys()]}],`;
    }
    if (callbacks !== undefined) {
      announcements += `"$callbacks":[${[...callbacks.keys()]}],`;
    }
    return { json: encoder.stringify(tree), announcements, attachments: short, long, streams, callbacks };
  }

  /**
   * Posts a line without its end.
   *
   * @param whenSent called when the last of its long values is out, where it has any
   * @throws UnsendableValueError where it is longer than the peer accepts, or its bytes have changed their length
   */
  post(line: string, encoded?: EncodedValue, whenSent?: () => void): void {
    this.checkLength(line, encoded?.long);
    if (encoded?.attachments === undefined) {
      this.#outbox.send(`${line}\n`);
      return;
    }
    if (encoded.attachments.some(({ data, length }) => typeof data !== 'string' && data.length !== length)) {
      throw new UnsendableValueError('Bytes were taken away while the message was written; send a copy.');
    }
    this.#outbox.sendWithAttachments(`${line}\n`, encoded.attachments);
    if (encoded.long !== undefined && encoded.long.length > 0) {
      this.#longValues.send(encoded.long, whenSent);
    }
  }

  /** Posts a line of the protocol itself, which is short: no limit that makes sense forbids it. */
  postOwn(line: string): void {
    this.#outbox.send(`${line}\n`);
  }

  /** Posts a message with an error, which is cut where it is longer than the peer accepts; never throws. */
  postError(error: ErrorObject, write: (error: ErrorObject) => string): void {
    this.postOwn(writeErrorWithin(this.#peer.maxMessageLength, error, write));
  }

  /** Writes what waits, where it has waited long. */
  flushIfStale(): void {
    this.#outbox.flushIfStale();
  }

  /** Whether the peer accepts a line of this length. */
  fits(line: string): boolean {
    return fitsInto(line, this.#peer.maxMessageLength);
  }

  /** @throws UnsendableValueError for a message that is longer than the peer accepts */
  checkLength(line: string, long: readonly LongValue[] = []): void {
    const limit = this.#peer.maxMessageLength;
    const following = long.reduce((sum, { content }) => sum + content.length, 0);
    if (following > limit || !this.fits(line)) {
      const length = Math.max(Buffer.byteLength(line), following);
      const reason = `is ${length} bytes long, which is over the limit of ${limit} bytes that the other side has named`;
      throw new UnsendableValueError(`The message ${reason}; send it in parts, as a stream.`);
    }
  }

  #makeSources(): Readonly<Record<Place, MarkerSource>> {
    const peer = this.#peer;
    const attachments = peer.can('attachments');
    const nextStream = peer.can('streams') ? () => ++this.#lastStream : peer.refusal('streams');
    const nextCallback = peer.can('callbacks') ? () => ++this.#lastCallback : peer.refusal('callbacks');
    return {
      arguments: { ...noMarkers, attachments, nextStream, nextCallback },
      notification: { ...noMarkers, attachments, nextStream },
      result: { ...noMarkers, attachments, nextStream },
      item: { ...noMarkers, attachments },
      progress: { ...noMarkers, attachments },
      batch: { ...noMarkers, nextStream: 'the answer to a batch cannot hold' },
    };
  }
}

// Nobody will ask for what the value held.
function endStreams({ streams, refusedStream }: ValueEncoder): void {
  for (const sequence of [...(streams?.values() ?? []), refusedStream]) {
    if (sequence !== undefined) {
      void endSequence(sequence);
    }
  }
}
