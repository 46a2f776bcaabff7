import { CallTimeoutError } from '../../errors/callErrors.js';
import { attempt } from '../../errors/report.js';
import type { StreamReader } from '../streams/streamReader.js';
import type { Scope } from '../streams/streamWriter.js';
import type { Dependent } from './callLifetime.js';
import type { CallOptions } from './callOptions.js';
import type { IncomingCall } from './incomingCall.js';

/** The longest time of a timer of Node, in milliseconds: with a longer one it goes off at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** How a call of the protocol itself is made. */
export interface OwnCallOptions extends CallOptions {
  /** Gets the result before the next message is looked at, which the promise would not. */
  readonly onResult?: (result: unknown) => void;
}

/** What a pending call needs of the list that it stands in. */
interface PendingCallOwner {
  sendCancel(): void;
  /** The call is settled. */
  forget(): void;
}

/** A call that the other side has not answered, or whose answer has streams that have not ended. */
export class PendingCall implements Dependent {
  readonly method: string;
  readonly #options: OwnCallOptions;
  readonly #parent: IncomingCall | undefined;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  readonly #owner: PendingCallOwner;
  #isSettled = false;
  #timer: NodeJS.Timeout | undefined;
  #readers: Set<StreamReader> | undefined;
  /** Where functions of the user run that belong to this call, where it has any. */
  #scope: Scope | undefined;
  #whenFailed: (() => void) | undefined;
  #whenFinished: (() => void) | undefined;

  constructor(
    method: string,
    options: OwnCallOptions,
    parent: IncomingCall | undefined,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
    owner: PendingCallOwner,
  ) {
    this.method = method;
    this.#options = options;
    this.#parent = parent;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#owner = owner;
  }

  runIn(scope: Scope): void {
    this.#scope = scope;
  }

  onFailed(run: () => void): void {
    this.#whenFailed = run;
  }

  /** Adds what is to be done when nothing of the call is open any more. */
  onFinished(run: () => void): void {
    this.#whenFinished = run;
  }

  /** Begins to watch for the reasons to give up. */
  start(): void {
    const { signal, timeout } = this.#options;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#parent?.addDependent(this);
    if (timeout !== undefined && timeout !== Number.POSITIVE_INFINITY && !this.#isSettled) {
      this.#startTimer(timeout, timeout);
    }
  }

  progress(value: unknown): void {
    const { progress } = this.#options;
    if (progress !== undefined) {
      const scope: Scope = this.#scope ?? ((run) => run());
      attempt(`a progress listener of ${this.method}`, () => scope(() => progress(value)));
    }
  }

  cancel(reason: unknown): void {
    if (this.#isSettled) {
      for (const reader of [...(this.#readers ?? [])]) {
        reader.cancel(reason);
      }
    } else {
      this.#owner.sendCancel();
      this.fail(reason);
    }
  }

  succeed(result: unknown, readers: readonly StreamReader[]): void {
    this.#settle();
    this.#options.onResult?.(result);
    this.#resolve(result);
    // A number that was announced twice has ended its first reader already.
    const open = readers.filter((reader) => !reader.isClosed);
    if (open.length === 0) {
      this.#finish();
      return;
    }
    this.#readers = new Set(open);
    for (const reader of open) {
      reader.onClosed = () => this.#readerClosed(reader);
    }
  }

  fail(error: unknown): void {
    if (this.#isSettled) {
      return;
    }
    this.#settle();
    this.#reject(error);
    this.#whenFailed?.();
    this.#finish();
  }

  readonly #onAbort = (): void => this.cancel(this.#options.signal?.reason);

  #startTimer(timeout: number, left: number): void {
    const wait = Math.min(left, LONGEST_TIMER);
    this.#timer = setTimeout(() => {
      if (wait < left) {
        this.#startTimer(timeout, left - wait);
      } else {
        this.cancel(new CallTimeoutError(this.method, timeout));
      }
    }, wait);
  }

  #settle(): void {
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#owner.forget();
  }

  #readerClosed(reader: StreamReader): void {
    this.#readers?.delete(reader);
    if (this.#readers?.size === 0) {
      this.#finish();
    }
  }

  #finish(): void {
    this.#parent?.removeDependent(this);
    this.#whenFinished?.();
    // Last, because the signal is the user's.
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
  }
}
