import { AskedItems, handledGenerator } from '../../errors/handled.js';
import { NodePipeError } from '../../errors/nodePipeError.js';
import { type CallOptions, checkCallOptions } from './callOptions.js';
import type { IncomingCall } from './incomingCall.js';
import type { PendingCalls } from './pendingCalls.js';

/** The other side, as what can be called. A promise that nobody looks at ends nothing by its rejection. */
export interface Host {
  /**
   * Calls a function of the other side and waits for its result. The type of the result is taken on trust.
   *
   * @throws RemoteError where the function threw an error there, or there is none of that name; what is thrown there and is no
   *   error, such as a string, is thrown here as it is
   * @throws UnsendableValueError where an argument cannot be sent; nothing was sent then
   * @throws CallTimeoutError where the time that {@link with} gave is over
   * @throws ConnectionClosedError where the other side has gone
   * @throws the reason of the signal, where it aborts: the one of {@link with}, or that of the call in whose course this is
   *   made
   */
  invoke<T = unknown>(name: string, ...args: readonly unknown[]): Promise<T>;

  /** The same with parameters by name, as plain JSON-RPC peers may want them. */
  invokeByName<T = unknown>(name: string, params: Readonly<Record<string, unknown>>): Promise<T>;

  /**
   * Calls a function of the other side without waiting; its result and its errors are lost.
   *
   * @throws UnsendableValueError where an argument cannot be sent
   * @throws ConnectionClosedError where the other side has gone
   */
  notify(name: string, ...args: readonly unknown[]): void;

  /** Reads the stream that a function of the other side returns. It is called when the first item is asked for. */
  stream<T = unknown>(name: string, ...args: readonly unknown[]): AsyncGenerator<T, void, undefined>;

  /**
   * The same with a signal, a time-out, progress or a trace context. A notification takes the trace context only: there is
   * nothing to wait for.
   *
   * @throws TypeError for what is none of these options, RangeError for a time-out below 0
   */
  with(options: CallOptions): Host;
}

/** Gives the other side to whoever serves a call of it. */
export interface HostSource {
  /** For calls in the course of one that came in: they are cancelled with it. */
  hostFor(call: IncomingCall): Host;
}

/** Makes calls over a connection, if need be in the course of a call that came in: they are cancelled with it. */
export class RemoteHost implements Host {
  readonly #calls: PendingCalls;
  readonly #parent: IncomingCall | undefined;
  readonly #options: CallOptions | undefined;

  constructor(calls: PendingCalls, parent?: IncomingCall, options?: CallOptions) {
    this.#calls = calls;
    this.#parent = parent;
    this.#options = options;
  }

  invoke<T = unknown>(name: string, ...args: readonly unknown[]): Promise<T> {
    return this.#calls.invoke(name, args, this.#options, this.#parent) as Promise<T>;
  }

  invokeByName<T = unknown>(name: string, params: Readonly<Record<string, unknown>>): Promise<T> {
    return this.#calls.invoke(name, params, this.#options, this.#parent) as Promise<T>;
  }

  notify(name: string, ...args: readonly unknown[]): void {
    this.#calls.notify(name, args, this.#options, this.#parent);
  }

  stream<T = unknown>(name: string, ...args: readonly unknown[]): AsyncGenerator<T, void, undefined> {
    const asked = new AskedItems();
    return handledGenerator(this.#read<T>(name, args, asked), asked);
  }

  with(options: CallOptions): Host {
    checkCallOptions(options);
    return new RemoteHost(this.#calls, this.#parent, { ...this.#options, ...options });
  }

  async *#read<T>(
    name: string,
    args: readonly unknown[],
    asked: AskedItems,
  ): AsyncGenerator<T, void, undefined> {
    try {
      for await (const item of await this.#sequence<T>(name, args)) {
        asked.gave();
        yield item;
      }
    } finally {
      asked.end();
    }
  }

  async #sequence<T>(name: string, args: readonly unknown[]): Promise<AsyncIterable<T> | Iterable<T>> {
    const result = await this.invoke<AsyncIterable<T> | Iterable<T>>(name, ...args);
    if (!isSequence(result)) {
      throw new NodePipeError(
        'ERR_NODEPIPE_NO_STREAM',
        `${name} has returned no stream but ${result === null ? 'null' : typeof result}; call it by invoke().`,
      );
    }
    return result;
  }
}

function isSequence(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}
