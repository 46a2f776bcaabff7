import type { IncomingCall } from '../rpc/calls/incomingCall.js';
import type { Host, HostSource } from '../rpc/calls/remoteHost.js';

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
  readonly #hosts: HostSource;
  readonly #call: IncomingCall;
  #host: Host | undefined;

  constructor(hosts: HostSource, call: IncomingCall) {
    this.#hosts = hosts;
    this.#call = call;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  get host(): Host {
    this.#host ??= this.#hosts.hostFor(this.#call);
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
