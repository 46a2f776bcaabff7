import type { MessageExtras } from '../messages/outgoingMessage.js';
import type { Peer } from '../messages/peer.js';
import { layOutAttachments } from './attachments.js';
import type { LongValueChunker } from './longValueChunker.js';
import type { AnyFunction } from './markerSource.js';
import { type PeerMarkers, type Place, peerMarkers } from './peerMarkers.js';
import { ValueEncoder } from './valueEncoder.js';

/** A value as JSON, and what a message has to carry beside it. */
export interface EncodedValue extends MessageExtras {
  readonly json: string;
  /** Members that announce markers, each followed by a comma. */
  readonly announcements: string;
  readonly streams?: ReadonlyMap<number, AsyncIterable<unknown>> | undefined;
  readonly callbacks?: ReadonlyMap<number, AnyFunction> | undefined;
}

/** Encodes values for the peer, as it can take them. */
export class OutgoingValues {
  readonly #markers: PeerMarkers;
  readonly #chunker: LongValueChunker;
  readonly #endSequence: (sequence: AsyncIterable<unknown>) => unknown;
  #lastLongValue = 0;

  /** @param endSequence ends a sequence that nobody will read; never throws */
  constructor(
    peer: Peer,
    chunker: LongValueChunker,
    endSequence: (sequence: AsyncIterable<unknown>) => unknown,
  ) {
    this.#markers = peerMarkers(peer);
    this.#chunker = chunker;
    this.#endSequence = endSequence;
  }

  /**
   * Encodes a value.
   *
   * @param root what it is called in error messages
   * @throws UnsendableValueError where it cannot be sent
   */
  encode(value: unknown, place: Place, root: string, wrappers = 0): EncodedValue {
    const encoder = new ValueEncoder(this.#markers[place], root, wrappers);
    try {
      return this.#complete(encoder, encoder.prepare(value));
    } catch (error) {
      this.#endStreams(encoder);
      throw error;
    }
  }

  /** Ends the streams of a value that is not sent. */
  giveUp(value: unknown, place: Place): void {
    if (typeof value !== 'object' || value === null) {
      return;
    }
    const encoder = new ValueEncoder(this.#markers[place], place);
    try {
      encoder.prepare(value);
    } catch {
      // It could not have been sent either.
    }
    this.#endStreams(encoder);
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
    const rest = long.length > 0 ? this.#chunker.rest(long) : undefined;
    return {
      json: encoder.stringify(tree),
      announcements,
      ...(attachments !== undefined && { attachments: short }),
      rest,
      streams,
      callbacks,
    };
  }

  // Nobody will ask for what the value held.
  #endStreams({ streams, refusedStream }: ValueEncoder): void {
    for (const sequence of [...(streams?.values() ?? []), refusedStream]) {
      if (sequence !== undefined) {
        void this.#endSequence(sequence);
      }
    }
  }
}
