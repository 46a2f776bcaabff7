import type { Batch } from '../messages/batch.js';
import type { MessageId, Params } from '../messages/message.js';
import type { MessageOrder } from '../messages/messageOrder.js';
import { CallLifetime } from './callLifetime.js';

/** A function that can be called by a message. What it returns, or its promise, is the result. */
export type Handler = (call: IncomingCall) => unknown;

/** Runs a function in the place of the call that is given. */
export type CallScope = <T>(call: IncomingCall, run: () => T) => T;

/** What a call needs of its connection. */
export interface CallOwner {
  /** Runs functions in the place of a call, where that makes a difference. */
  readonly scope: CallScope | undefined;
  sendProgress(call: IncomingCall, id: MessageId, value: unknown): void;
}

/** A call that the peer has made. */
export class IncomingCall extends CallLifetime {
  readonly #owner: CallOwner;
  /** The id of a request; nothing for a notification. */
  readonly id: MessageId | undefined;
  readonly method: string;
  #params: Params | undefined;

  /** Whether the caller listens to progress. */
  wantsProgress = false;

  /** W3C Trace Context of the request. */
  traceparent: string | undefined;
  tracestate: string | undefined;

  /** The batch that the request came in, which its answer joins. */
  batch: Batch | undefined;

  /** What keeps the answer behind its progress; not there until some of that takes long. */
  order: MessageOrder | undefined;

  /** What the handler keeps with the call. */
  context: unknown;

  constructor(owner: CallOwner, id: MessageId | undefined, method: string, params: Params | undefined) {
    super();
    this.#owner = owner;
    this.id = id;
    this.method = method;
    this.#params = params;
  }

  /** The parameters, until the call is finished. */
  get params(): Params | undefined {
    return this.#params;
  }

  /** The parameters as a list: those by name are one object. */
  get arguments(): readonly unknown[] {
    const params = this.#params;
    if (params === undefined) {
      return [];
    }
    return Array.isArray(params) ? params : [params];
  }

  /** Tells the caller how far it is. Nothing is sent where nobody listens or the call is answered. */
  progress(value: unknown): void {
    if (this.wantsProgress && this.id !== undefined && !this.isAnswered) {
      this.#owner.sendProgress(this, this.id, value);
    }
  }

  protected override inScope(run: () => void): void {
    const { scope } = this.#owner;
    if (scope === undefined) {
      run();
    } else {
      scope(this, run);
    }
  }

  protected override release(): void {
    this.#params = undefined;
  }
}
