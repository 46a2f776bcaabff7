import { report } from '../../errors/report.js';
import { errorCodes } from '../messages/errorCodes.js';
import { cancelled } from '../messages/errorObjects.js';
import type { ErrorObject, MessageId } from '../messages/message.js';
import { encodeCall, encodeError, encodeId, encodeResult } from '../messages/messageCodec.js';
import { MessageOrder } from '../messages/messageOrder.js';
import type { Outbox } from '../messages/outbox.js';
import type { Peer } from '../messages/peer.js';
import { endSequence } from '../streams/itemSource.js';
import type { Streams } from '../streams/streams.js';
import type { Scope } from '../streams/streamWriter.js';
import { encodeThrown, encodeUnsendable } from '../values/errorCodec.js';
import type { EncodedValue, OutgoingValues } from '../values/outgoingValues.js';
import { encodePrimitive } from '../values/primitives.js';
import type { CallOwner, CallScope, IncomingCall } from './incomingCall.js';

const tooManyStreams: ErrorObject = {
  code: errorCodes.tooManyRequests,
  message: 'Too many streams are open; read some of them to their end first, or leave them',
};

/** Answers the calls of the peer, and tells it how far they are. */
export class OutgoingAnswers implements CallOwner {
  readonly #outbox: Outbox;
  readonly #peer: Peer;
  readonly #values: OutgoingValues;
  readonly #streams: Streams;
  readonly #mostStreams: number;
  #openStreams = 0;
  readonly scope: CallScope | undefined;

  /**
   * @param mostStreams the most streams of answers that may be open at the same time
   * @param scope runs functions in the place of a call, such as the streams of its answer
   */
  constructor(
    outbox: Outbox,
    peer: Peer,
    values: OutgoingValues,
    streams: Streams,
    mostStreams: number,
    scope: CallScope | undefined,
  ) {
    this.#outbox = outbox;
    this.#peer = peer;
    this.#values = values;
    this.#streams = streams;
    this.#mostStreams = mostStreams;
    this.scope = scope;
  }

  /** Answers by a result; one of a notification is for nobody. */
  succeed(call: IncomingCall, value: unknown): void {
    const { id, batch } = call;
    if (id === undefined) {
      this.#values.giveUp(value, 'result');
      call.answered(0, false);
      return;
    }
    try {
      const primitive = encodePrimitive(value);
      if (primitive !== undefined) {
        this.#send(call, encodeResult(id, '', primitive));
        return;
      }
      const encoded = this.#values.encode(value, batch === undefined ? 'result' : 'batch', 'result');
      const answer = encodeResult(id, encoded.announcements, encoded.json);
      if (encoded.streams === undefined) {
        this.#send(call, answer, encoded);
      } else if (this.#openStreams + encoded.streams.size > this.#mostStreams) {
        this.#endSources(call, encoded.streams);
        this.#sendError(call, id, tooManyStreams);
      } else {
        this.#sendWithStreams(call, answer, encoded, encoded.streams);
      }
    } catch (error) {
      this.#sendError(call, id, encodeUnsendable(error));
    }
  }

  /** Answers a request by what was thrown. */
  fail(call: IncomingCall, id: MessageId, thrown: unknown): void {
    this.#sendError(call, id, call.isCancelled ? cancelled : encodeThrown(thrown));
  }

  /** Answers a request whose result cannot be read. */
  failUnsendable(call: IncomingCall, id: MessageId, error: unknown): void {
    this.#sendError(call, id, encodeUnsendable(error));
  }

  sendProgress(call: IncomingCall, id: MessageId, value: unknown): void {
    if (!this.#peer.can('progress')) {
      return;
    }
    const encoded = this.#values.encode(value, 'progress', 'progress');
    const params = `[${encodeId(id)},${encoded.json}]`;
    const line = encodeCall(undefined, '$/progress', encoded.announcements, params);
    if (encoded.rest !== undefined) {
      call.order ??= new MessageOrder(this.#outbox);
    }
    this.#reply(call, line, encoded, (error) => report(`progress of ${call.method}`, error));
    this.#outbox.flushIfStale();
  }

  #send(call: IncomingCall, answer: string, encoded?: EncodedValue): void {
    if (call.batch === undefined) {
      this.#reply(call, answer, encoded);
    } else {
      call.batch.add(answer);
    }
    call.answered(0, false);
  }

  #sendWithStreams(
    call: IncomingCall,
    answer: string,
    encoded: EncodedValue,
    sequences: ReadonlyMap<number, AsyncIterable<unknown>>,
  ): void {
    try {
      this.#outbox.checkLength(answer, encoded);
    } catch (error) {
      this.#endSources(call, sequences);
      throw error;
    }
    call.answered(sequences.size, false);
    this.#openStreams += sequences.size;
    const writers = this.#streams.openWriters(sequences, {
      scope: this.#scopeOf(call),
      onClosed: (wasCancelled) => {
        this.#openStreams--;
        if (wasCancelled) {
          call.cancel(new DOMException('The reader of the stream has left.', 'AbortError'));
        }
        call.streamEnded();
      },
    });
    try {
      this.#reply(call, answer, encoded);
    } catch (error) {
      for (const writer of writers) {
        writer.cancel();
      }
      throw error;
    }
  }

  #endSources(call: IncomingCall, sequences: ReadonlyMap<number, AsyncIterable<unknown>>): void {
    const end = () => [...sequences.values()].map(endSequence);
    const inScope = this.#scopeOf(call);
    void (inScope === undefined ? end() : inScope(end));
  }

  #scopeOf(call: IncomingCall): Scope | undefined {
    const { scope } = this;
    return scope === undefined ? undefined : (run) => scope(call, run);
  }

  #reply(
    call: IncomingCall,
    line: string,
    encoded: EncodedValue | undefined,
    onUnsendable = (error: unknown) => {
      if (call.id !== undefined) {
        this.#sendError(call, call.id, encodeUnsendable(error));
      }
    },
  ): void {
    if (call.order === undefined) {
      this.#outbox.reply(line, encoded);
    } else {
      call.order.reply(line, encoded, onUnsendable);
    }
  }

  #sendError(call: IncomingCall, id: MessageId, error: ErrorObject): void {
    if (call.batch !== undefined) {
      call.batch.add(encodeError(id, error));
    } else {
      (call.order ?? this.#outbox).replyError(error, (sent) => encodeError(id, sent));
    }
    call.answered(0, true);
  }
}
