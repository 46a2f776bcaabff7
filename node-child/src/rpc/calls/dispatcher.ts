import { RpcError } from '../../errors/callErrors.js';
import { attemptEach } from '../../errors/report.js';
import type { ByteBudget } from '../messages/byteBudget.js';
import { errorCodes } from '../messages/errorCodes.js';
import { methodNotFound } from '../messages/errorObjects.js';
import type { MessageId } from '../messages/message.js';
import { LONGEST_WAIT_MILLISECONDS, type Outbox } from '../messages/outbox.js';
import type { Peer } from '../messages/peer.js';
import type { Handler, IncomingCall } from './incomingCall.js';
import { Notifications } from './notifications.js';
import type { OutgoingAnswers } from './outgoingAnswers.js';

/** How a {@link Dispatcher} finds what is called. */
interface DispatcherOptions {
  /** What can be called, by name; a map, so that nothing inherited is callable. It may change at any time. */
  readonly handlers: ReadonlyMap<string, Handler>;

  /** Finds a handler for a method that is not in the map, or throws the error of that call. */
  readonly fallback: (method: string, isRequest: boolean) => Handler | undefined;

  /** The most requests that may be open at the same time, and the most handlers of notifications beside them. */
  readonly maxOpenCalls: number;

  /** Hears of a notification that failed: there is no answer that could tell. */
  readonly onNotificationFailed: (method: string, error: unknown) => void;
}

/** Starts the calls that the peer makes, in the order in which they come, and has them answered. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #answers: OutgoingAnswers;
  readonly #outbox: Outbox;
  readonly #peer: Peer;
  readonly #open = new Map<MessageId, IncomingCall>();
  readonly #notifications: Notifications;
  /** Handlers that have given the thread back at once. Before any other, what was gathered goes out: it may take long. */
  #quick = new WeakSet<Handler>();
  #openRequests = 0;
  #whenIdle: (() => void)[] = [];

  constructor(
    options: DispatcherOptions,
    answers: OutgoingAnswers,
    outbox: Outbox,
    budget: ByteBudget,
    peer: Peer,
  ) {
    this.#options = options;
    this.#peer = peer;
    this.#answers = answers;
    this.#outbox = outbox;
    this.#notifications = new Notifications(options.maxOpenCalls, budget, (call, handler) =>
      this.#run(call, handler),
    );
  }

  /**
   * Starts a call; a handler that returns no promise is answered before this returns.
   *
   * @param bytes what the call takes while it waits for its turn
   */
  start(call: IncomingCall, bytes: number): void {
    let handler: Handler | undefined;
    try {
      handler = this.#find(call.method, call.id !== undefined);
    } catch (thrown) {
      this.fail(call, thrown);
      return;
    }
    this.run(call, handler ?? ignore, bytes);
  }

  /** Starts a call whose handler is known. */
  run(call: IncomingCall, handler: Handler, bytes: number): void {
    if (call.id === undefined) {
      this.#notifications.add(call, handler, bytes);
    } else {
      this.#run(call, handler);
    }
  }

  /** The handler of a method in the map. */
  handler(method: string): Handler | undefined {
    return this.#options.handlers.get(method);
  }

  /** To be called between two messages: what was gathered goes out where that has taken long. */
  betweenMessages(): void {
    if (this.#outbox.flushIfStale()) {
      // Which of them it was is not known, so each has to show anew that it is quick.
      this.#quick = new WeakSet();
    }
  }

  /** Cancels an open call; nothing happens where it is answered already. */
  cancel(id: MessageId, reason: unknown): void {
    this.#open.get(id)?.cancel(reason);
  }

  /** Cancels all that are open, notifications too. */
  cancelAll(reason: unknown): void {
    attemptEach('the cancelling of a call', this.#open.values(), (call) => call.cancel(reason));
    this.#notifications.cancelAll(reason);
  }

  /** Resolves as soon as no call is open, and no notification waits. */
  idle(): Promise<void> {
    return this.#isIdle ? Promise.resolve() : new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Answers a call by what was thrown. */
  fail(call: IncomingCall, thrown: unknown): void {
    if (call.id === undefined) {
      this.#options.onNotificationFailed(call.method, thrown);
      call.answered(0, true);
      return;
    }
    this.#answers.fail(call, call.id, thrown);
  }

  #run(call: IncomingCall, handler: Handler): void {
    let result: unknown;
    try {
      if (this.#openRequests >= this.#options.maxOpenCalls && call.id !== undefined) {
        throw new RpcError(
          errorCodes.tooManyRequests,
          'Too many requests are open; await some of them first',
        );
      }
      result =
        this.#outbox.hasGathered && !this.#quick.has(handler)
          ? this.#runUnknown(call, handler)
          : handler(call);
    } catch (thrown) {
      this.fail(call, thrown);
      return;
    }
    this.#finish(call, result);
  }

  #runUnknown(call: IncomingCall, handler: Handler): unknown {
    this.#outbox.flush();
    const start = Date.now();
    const result = handler(call);
    if (Date.now() - start < LONGEST_WAIT_MILLISECONDS) {
      this.#quick.add(handler);
    }
    return result;
  }

  #finish(call: IncomingCall, result: unknown): void {
    let promise: Promise<unknown> | undefined;
    try {
      // To look for a then may run code of the user.
      promise = isThenable(result) ? Promise.resolve(result) : undefined;
    } catch (error) {
      if (call.id === undefined) {
        this.fail(call, error);
      } else {
        this.#answers.failUnsendable(call, call.id, error);
      }
      return;
    }
    if (promise !== undefined) {
      this.#wait(call, promise);
    } else {
      this.#answers.succeed(call, result);
    }
  }

  #find(method: string, isRequest: boolean): Handler | undefined {
    const handler = this.#options.handlers.get(method) ?? this.#options.fallback(method, isRequest);
    // An unknown notification is silence.
    if (handler === undefined && isRequest) {
      throw methodNotFound(method, this.#options.handlers.keys(), this.#peer);
    }
    return handler;
  }

  #wait(call: IncomingCall, result: Promise<unknown>): void {
    if (call.id === undefined) {
      this.#notifications.begun(call);
    } else {
      this.#openRequests++;
      this.#open.set(call.id, call);
    }
    result.then(
      (value) => {
        this.#forget(call);
        this.#answers.succeed(call, value);
        this.#goOn(call);
      },
      (thrown) => {
        this.#forget(call);
        this.fail(call, thrown);
        this.#goOn(call);
      },
    );
  }

  // Before the answer: from then on the id may be used again.
  #forget(call: IncomingCall): void {
    if (call.id !== undefined) {
      this.#openRequests--;
      if (this.#open.get(call.id) === call) {
        this.#open.delete(call.id);
      }
    }
  }

  #goOn(call: IncomingCall): void {
    if (call.id === undefined) {
      this.#notifications.ended(call);
    }
    if (this.#isIdle) {
      for (const resolve of this.#whenIdle.splice(0)) {
        resolve();
      }
    }
  }

  get #isIdle(): boolean {
    return this.#openRequests === 0 && this.#notifications.isIdle;
  }
}

function ignore(): void {}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
