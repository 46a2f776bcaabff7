import { atCall, failureAtCaller } from '../../errors/atCaller.js';
import { ProtocolError } from '../../errors/connectionErrors.js';
import { handled } from '../../errors/handled.js';

/** The most items that a reader has asked for and not yet handed on. */
export const STREAM_WINDOW = 64;

/** What a reader needs of its connection. */
export interface StreamInput {
  sendPull(stream: number, credit: number): void;
  sendCancel(stream: number): void;
  /** The reader is done, for whatever reason. */
  closedReader(stream: number): void;
}

interface Waiter {
  readonly resolve: (result: IteratorResult<unknown, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Reads the items of a stream of the other side; asks for more as they are taken. */
export class StreamReader implements AsyncIterableIterator<unknown, undefined> {
  readonly #number: number;
  readonly #input: StreamInput;
  #items: unknown[] = [];
  #taken = 0;
  #waiters: Waiter[] = [];
  #promised = 0;
  #isStarted = false;
  #isClosed = false;
  #failure: { readonly error: unknown } | undefined;

  /** Called once when the stream has ended in any way. */
  onClosed: (() => void) | undefined;

  constructor(number: number, input: StreamInput) {
    this.#number = number;
    this.#input = input;
  }

  /** Whether anybody has begun to read. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Whether the stream has ended in any way. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    this.#isStarted = true;
    if (this.#taken < this.#items.length) {
      const value = this.#items[this.#taken++];
      if (this.#taken === this.#items.length) {
        this.#items = [];
        this.#taken = 0;
      }
      this.#askForMore();
      return Promise.resolve({ done: false, value });
    }
    if (this.#failure !== undefined) {
      const { error } = this.#failure;
      this.#failure = undefined;
      return handled(Promise.reject(atCall(error, this.next)));
    }
    if (this.#isClosed) {
      return Promise.resolve(done);
    }
    const item: Promise<IteratorResult<unknown, undefined>> = new Promise((resolve) => {
      const reject = (error: unknown) => resolve(failureAtCaller(error, () => item));
      this.#waiters.push({ resolve, reject });
      this.#askForMore();
    });
    return item;
  }

  /** Stops reading; the source at the other side is ended. */
  return(): Promise<IteratorResult<unknown, undefined>> {
    this.cancel();
    return Promise.resolve(done);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.cancel();
    return Promise.resolve();
  }

  /** Tells the other side that no more is wanted, and ends. */
  cancel(error?: unknown): void {
    if (!this.#isClosed) {
      this.#input.sendCancel(this.#number);
    }
    this.#items = [];
    this.#taken = 0;
    this.#failure = undefined;
    this.#close(error === undefined ? undefined : { error });
  }

  /**
   * Items have arrived.
   *
   * @throws ProtocolError for more than were asked for: whoever sends them makes this side hold what it likes
   */
  receive(items: readonly unknown[]): void {
    if (this.#isClosed) {
      return;
    }
    if (items.length > this.#promised) {
      throw new ProtocolError(
        `The stream ${this.#number} brings ${items.length} items where ${this.#promised} were asked for; send no more than the credit.`,
      );
    }
    this.#promised -= items.length;
    for (const value of items) {
      const waiter = this.#waiters.shift();
      if (waiter === undefined) {
        this.#items.push(value);
      } else {
        waiter.resolve({ done: false, value });
      }
    }
    if (this.#waiters.length > 0) {
      this.#askForMore();
    }
  }

  /** The other side has ended the stream; what has arrived is still there to be read. */
  end(failure: { readonly error: unknown } | undefined): void {
    this.#close(failure);
  }

  #askForMore(): void {
    const waiting = this.#items.length - this.#taken;
    const free = STREAM_WINDOW - this.#promised - waiting;
    if (!this.#isClosed && free >= STREAM_WINDOW / 2) {
      this.#promised += free;
      this.#input.sendPull(this.#number, free);
    }
  }

  #close(failure: { readonly error: unknown } | undefined): void {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    this.#failure = failure;
    for (const waiter of this.#waiters.splice(0)) {
      if (this.#failure === undefined) {
        waiter.resolve(done);
      } else {
        waiter.reject(this.#failure.error);
        this.#failure = undefined;
      }
    }
    this.#input.closedReader(this.#number);
    this.onClosed?.();
  }
}
