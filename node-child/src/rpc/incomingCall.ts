import type { Batch } from './batch.js';
import type { MessageId, Params } from './message.js';
import type { MessageOrder } from './messageOrder.js';
import { attempt, attemptEach } from './report.js';

/** Runs a function in the place of a call, such as its asynchronous context. */
export type Scope = <T>(run: () => T) => T;

/** Runs a function in the place of the call that is given. */
export type CallScope = <T>(call: IncomingCall, run: () => T) => T;

/** What a call is told that depends on it: outgoing calls, and resources that live as long as it does. */
export interface Dependent {
  cancel(reason: unknown): void;
}

/** What a call needs of its connection. */
interface CallOwner {
  sendProgress(call: IncomingCall, id: MessageId, value: unknown): void;
}

/** A call that the peer has made, from its start until it is answered and its streams have ended. */
export class IncomingCall {
  readonly #owner: CallOwner;
  /** The id of a request; nothing for a notification. */
  readonly id: MessageId | undefined;
  readonly method: string;
  readonly params: Params | undefined;

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

  #controller: AbortController | undefined;
  #cancelReason: unknown;
  #isCancelled = false;
  #isAnswered = false;
  #isFinished = false;
  #hasFailed = false;
  #openStreams = 0;
  #dependents: Set<Dependent> | undefined;
  #whenFinished: (() => void)[] | undefined;

  constructor(owner: CallOwner, id: MessageId | undefined, method: string, params: Params | undefined) {
    this.#owner = owner;
    this.id = id;
    this.method = method;
    this.params = params;
  }

  /** Aborted when the caller cancels the call or is gone. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isCancelled) {
        this.#controller.abort(this.#cancelReason);
      }
    }
    return this.#controller.signal;
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  get cancelReason(): unknown {
    return this.#cancelReason;
  }

  /** Whether it is answered and all streams of the answer have ended. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Whether the answer is an error. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** The parameters as a list: those by name are one object. */
  get arguments(): readonly unknown[] {
    const { params } = this;
    if (params === undefined) {
      return [];
    }
    return Array.isArray(params) ? params : [params];
  }

  /** Tells the caller how far it is. Nothing is sent where nobody listens or the call is answered. */
  progress(value: unknown): void {
    if (this.wantsProgress && this.id !== undefined && !this.#isAnswered) {
      this.#owner.sendProgress(this, this.id, value);
    }
  }

  cancel(reason: unknown): void {
    if (this.#isCancelled || this.#isFinished) {
      return;
    }
    this.#isCancelled = true;
    this.#cancelReason = reason;
    const dependents = this.#dependents ?? [];
    this.#dependents = undefined;
    attemptEach(`the cancelling of ${this.method}`, dependents, (dependent) => dependent.cancel(reason));
    attempt(`the signal of ${this.method}`, () => this.#controller?.abort(reason));
  }

  /** Adds what is to be cancelled with this call. */
  addDependent(dependent: Dependent): void {
    if (this.#isCancelled) {
      dependent.cancel(this.#cancelReason);
    } else {
      this.#dependents ??= new Set();
      this.#dependents.add(dependent);
    }
  }

  removeDependent(dependent: Dependent): void {
    this.#dependents?.delete(dependent);
  }

  /** Adds what is to be done when the call is answered and its streams have ended. */
  whenFinished(done: () => void): void {
    this.#whenFinished ??= [];
    this.#whenFinished.push(done);
  }

  /** The answer is out, and this many streams with it. */
  answered(streams: number, hasFailed: boolean): void {
    this.#isAnswered = true;
    this.#hasFailed = hasFailed;
    this.#openStreams = streams;
    this.#finishIfDone();
  }

  /** A stream of the answer has ended. */
  streamEnded(): void {
    this.#openStreams--;
    this.#finishIfDone();
  }

  #finishIfDone(): void {
    if (this.#openStreams === 0 && !this.#isFinished) {
      this.#isFinished = true;
      if (this.#whenFinished !== undefined) {
        attemptEach(`the end of ${this.method}`, this.#whenFinished, (done) => done());
      }
    }
  }
}
