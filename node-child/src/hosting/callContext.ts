import type { Connection } from '../rpc/connection.js';
import type { IncomingCall } from '../rpc/incomingCall.js';
import type { Host } from '../rpc/remoteHost.js';

/** What a function of a module knows of the call that it serves: its `this`, or `currentCall()`. */
export interface CallContext {
  /** Aborted when the host cancels the call, its time is over, or the host is gone. */
  readonly signal: AbortSignal;

  /** The host. Calls made through it are cancelled together with this one. */
  readonly host: Host;

  /** W3C Trace Context of the call; calls through {@link host} carry it on. */
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;

  /** Tells the host how far it is; nothing happens where the host does not listen. */
  progress(value: unknown): void;
}

/** The context of one call; what costs something is made when it is asked for. */
export class ModuleCallContext implements CallContext {
  readonly #connection: Connection;
  readonly #call: IncomingCall;
  #host: Host | undefined;

  constructor(connection: Connection, call: IncomingCall) {
    this.#connection = connection;
    this.#call = call;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  get host(): Host {
    this.#host ??= this.#connection.hostFor(this.#call);
    return this.#host;
  }

  get traceparent(): string | undefined {
    return this.#call.traceparent;
  }

  get tracestate(): string | undefined {
    return this.#call.tracestate;
  }

  progress(value: unknown): void {
    this.#call.progress(value);
  }
}
