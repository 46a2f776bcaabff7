import { attemptEach } from '../../errors/report.js';
import type { ByteBudget, CheckBudget } from '../messages/byteBudget.js';
import type { Handler, IncomingCall } from './incomingCall.js';

/** What it takes to wait for a notification, whatever its length; as in .NET. */
const BYTES_FOR_EACH = 500;

/** A notification whose handler has not started. */
interface Waiting {
  readonly call: IncomingCall;
  readonly handler: Handler;
  readonly bytes: number;
}

/** The notifications whose handlers run, and those that wait for their turn in the order in which they came. */
export class Notifications {
  readonly #limit: number;
  readonly #checkBudget: CheckBudget;
  readonly #start: (call: IncomingCall, handler: Handler) => void;
  readonly #running = new Set<IncomingCall>();
  #waiting: Waiting[] = [];
  #taken = 0;
  #waitingBytes = 0;

  /**
   * @param limit the most handlers that run at once
   * @param start starts a handler; one that returns a promise is to be told by {@link begun} and {@link ended}
   */
  constructor(limit: number, budget: ByteBudget, start: (call: IncomingCall, handler: Handler) => void) {
    this.#limit = limit;
    this.#checkBudget = budget.count('Notifications that wait for their turn', () => this.#waitingBytes);
    this.#start = start;
  }

  /** Whether none runs and none waits. */
  get isIdle(): boolean {
    return this.#running.size === 0 && this.#waiting.length === 0;
  }

  /**
   * Starts the handler, now or when it is its turn.
   *
   * @param length of the message, in bytes
   */
  add(call: IncomingCall, handler: Handler, length: number): void {
    if (this.#waiting.length === 0 && this.#running.size < this.#limit) {
      this.#start(call, handler);
      return;
    }
    const bytes = length + BYTES_FOR_EACH;
    this.#waiting.push({ call, handler, bytes });
    this.#waitingBytes += bytes;
    this.#checkBudget(bytes);
  }

  begun(call: IncomingCall): void {
    this.#running.add(call);
  }

  ended(call: IncomingCall): void {
    this.#running.delete(call);
    while (this.#running.size < this.#limit) {
      const next = this.#takeNext();
      if (next === undefined) {
        return;
      }
      this.#start(next.call, next.handler);
    }
  }

  /** Cancels all; those that wait start all the same, and find themselves cancelled. */
  cancelAll(reason: unknown): void {
    const waiting = this.#waiting.slice(this.#taken).map(({ call }) => call);
    attemptEach('the cancelling of a notification', [...this.#running, ...waiting], (call) =>
      call.cancel(reason),
    );
  }

  // By an index: to shift a long list moves all of it.
  #takeNext(): Waiting | undefined {
    const next = this.#waiting[this.#taken++];
    this.#waitingBytes -= next?.bytes ?? 0;
    if (this.#taken >= this.#waiting.length) {
      this.#waiting = [];
      this.#taken = 0;
    } else if (this.#taken * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#taken);
      this.#taken = 0;
    }
    return next;
  }
}
