import { atCall, failureAtCaller } from '../../errors/atCaller.js';
import type { ConnectionClosedError } from '../../errors/connectionErrors.js';
import { handled } from '../../errors/handled.js';
import { attemptEach } from '../../errors/report.js';
import type { Params } from '../messages/message.js';
import { encodeCall, encodeName } from '../messages/messageCodec.js';
import type { Outbox } from '../messages/outbox.js';
import type { MessageRest } from '../messages/outgoingMessage.js';
import type { Peer } from '../messages/peer.js';
import type { Streams } from '../streams/streams.js';
import type { EncodedValue, OutgoingValues } from '../values/outgoingValues.js';
import { captureScope } from './asyncScope.js';
import { CALLBACK_METHOD, type Callbacks } from './callbacks.js';
import type { CallOptions } from './callOptions.js';
import type { IncomingCall } from './incomingCall.js';
import { type OwnCallOptions, PendingCall } from './pendingCall.js';

const noOptions: CallOptions = {};

/** The calls that this side has made and the other has not answered. */
export class PendingCalls {
  readonly #outbox: Outbox;
  readonly #peer: Peer;
  readonly #values: OutgoingValues;
  readonly #streams: Streams;
  readonly #callbacks: Callbacks;
  readonly #calls = new Map<number, PendingCall>();
  #lastId = 0;
  #closed: ConnectionClosedError | undefined;

  constructor(outbox: Outbox, peer: Peer, values: OutgoingValues, streams: Streams, callbacks: Callbacks) {
    this.#outbox = outbox;
    this.#peer = peer;
    this.#values = values;
    this.#streams = streams;
    this.#callbacks = callbacks;
  }

  /**
   * Calls the other side. The promise may be left alone: its rejection ends nothing.
   *
   * @param parent the call in whose course this one is made: it is cancelled with it
   */
  invoke(
    method: string,
    params: Params,
    options: OwnCallOptions = noOptions,
    parent?: IncomingCall,
  ): Promise<unknown> {
    const refusal = this.#refusal(options, parent);
    if (refusal !== undefined) {
      this.#values.giveUp(params, 'arguments');
      return handled(Promise.reject(atCall(refusal.reason, this.invoke)));
    }
    const id = ++this.#lastId;
    let encoded: EncodedValue;
    try {
      // The arguments of a callback stand in a list of their own.
      const wrappers = method === CALLBACK_METHOD ? 2 : 1;
      encoded = this.#values.encode(params, 'arguments', 'arguments', wrappers);
    } catch (error) {
      return handled(Promise.reject(error));
    }
    const answer: Promise<unknown> = new Promise((resolve) => {
      const reject = (error: unknown) => resolve(failureAtCaller(error, () => answer));
      this.#open(id, method, encoded, options, parent, resolve, reject);
    });
    return answer;
  }

  /** Sends a notification, which takes the trace context of the options and nothing else. */
  notify(method: string, params: Params, options: CallOptions = noOptions, parent?: IncomingCall): void {
    if (this.#closed !== undefined) {
      this.#values.giveUp(params, 'notification');
      throw atCall(this.#closed, this.notify);
    }
    const encoded = this.#values.encode(params, 'notification', 'arguments', 1);
    const { announcements, json } = encoded;
    const writers =
      encoded.streams === undefined
        ? []
        : this.#streams.openWriters(encoded.streams, { scope: captureScope() });
    try {
      const trace = this.#traceMembers(options, parent);
      this.#outbox.post(encodeCall(undefined, method, announcements, json, trace), encoded);
    } catch (error) {
      for (const writer of writers) {
        writer.cancel();
      }
      throw error;
    }
  }

  /** The call that waits for this answer. */
  get(id: unknown): PendingCall | undefined {
    return typeof id === 'number' ? this.#calls.get(id) : undefined;
  }

  /** Fails all to come. */
  refuse(reason: ConnectionClosedError): void {
    this.#closed = reason;
  }

  /** Fails all that are open, and all to come. */
  close(reason: ConnectionClosedError): void {
    this.refuse(reason);
    attemptEach('the end of a call', this.#calls.values(), (call) => call.fail(reason));
  }

  #open(
    id: number,
    method: string,
    encoded: EncodedValue,
    options: OwnCallOptions,
    parent: IncomingCall | undefined,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ): void {
    const { rest } = encoded;
    const call = new PendingCall(method, options, parent, resolve, reject, {
      sendCancel: () => this.#sendCancel(id, rest),
      forget: () => this.#calls.delete(id),
    });
    this.#calls.set(id, call);
    const { streams, callbacks } = encoded;
    const runsCode = streams !== undefined || callbacks !== undefined || options.progress !== undefined;
    const scope = runsCode ? captureScope() : undefined;
    if (scope !== undefined) {
      call.runIn(scope);
    }
    if (streams !== undefined) {
      const writers = this.#streams.openWriters(streams, { scope });
      call.onFailed(() => {
        for (const writer of writers) {
          writer.cancel();
        }
      });
    }
    if (callbacks !== undefined && scope !== undefined) {
      this.#callbacks.add(callbacks, scope);
      call.onFinished(() => this.#callbacks.remove(callbacks.keys()));
    }
    try {
      call.start();
      this.#post(id, method, encoded, options, parent);
    } catch (error) {
      call.fail(error);
    }
  }

  // Why a call is not even made.
  #refusal(
    { signal }: CallOptions,
    parent: IncomingCall | undefined,
  ): { readonly reason: unknown } | undefined {
    if (this.#closed !== undefined) {
      return { reason: this.#closed };
    }
    if (signal?.aborted === true) {
      return { reason: signal.reason };
    }
    return parent?.isCancelled === true ? { reason: parent.cancelReason } : undefined;
  }

  #post(
    id: number,
    method: string,
    encoded: EncodedValue,
    options: CallOptions,
    parent: IncomingCall | undefined,
  ): void {
    const asksForProgress = options.progress !== undefined && this.#peer.can('progress');
    const extras = (asksForProgress ? ',"$progress":true' : '') + this.#traceMembers(options, parent);
    this.#outbox.post(encodeCall(id, method, encoded.announcements, encoded.json, extras), encoded);
  }

  #traceMembers(options: CallOptions, parent: IncomingCall | undefined): string {
    if (this.#peer.isPlain) {
      return '';
    }
    return traceMembers(options.traceparent === undefined ? parent : options);
  }

  #sendCancel(id: number, rest: MessageRest | undefined): void {
    // Of what it has not been sent it need not hear.
    if (rest?.withdraw() !== true && this.#peer.can('cancel')) {
      this.#outbox.postOwn(encodeCall(undefined, '$/cancelRequest', '', `{"id":${id}}`));
    }
  }
}

interface TraceContext {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

function traceMembers({ traceparent, tracestate }: TraceContext = {}): string {
  const parent = traceparent === undefined ? '' : `,"traceparent":${encodeName('traceparent', traceparent)}`;
  return tracestate === undefined ? parent : `${parent},"tracestate":${encodeName('tracestate', tracestate)}`;
}
