import { RpcError } from '../errors/callErrors.js';
import { cancelled, encodeThrown, encodeUnsendable, methodNotFound } from './errorCodec.js';
import { errorCodes } from './errorCodes.js';
import type { CallScope, IncomingCall } from './incomingCall.js';
import type { ErrorObject, MessageId } from './message.js';
import { encodeError, encodeResult } from './messageCodec.js';
import type { EncodedValue, MessageSender } from './messageSender.js';
import { Notifications } from './notifications.js';
import { encodePrimitive } from './primitives.js';
import { attemptEach } from './report.js';
import type { Streams } from './streams.js';

/** A function that can be called by a message. What it returns, or its promise, is the result. */
export type Handler = (call: IncomingCall) => unknown;

/** How a {@link Dispatcher} finds what is called. */
interface DispatcherOptions {
  /** What can be called, by name; a map, so that nothing inherited is callable. It may change at any time. */
  readonly handlers: ReadonlyMap<string, Handler>;

  /** Finds a handler for a method that is not in the map, or throws the error of that call. */
  readonly fallback: (method: string, isRequest: boolean) => Handler | undefined;

  /** Runs the streams of an answer in the place of their call. */
  readonly scope: CallScope | undefined;

  /** The most requests that may be open at the same time, and the most handlers of notifications beside them. */
  readonly maxOpenCalls: number;

  /** Hears of a notification that failed: there is no answer that could tell. */
  readonly onNotificationFailed: ((method: string, error: unknown) => void) | undefined;
}

/** Starts the calls that the peer makes, in the order in which they come, and answers them. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #sender: MessageSender;
  readonly #streams: Streams;
  readonly #open = new Map<MessageId, IncomingCall>();
  readonly #notifications: Notifications;
  #openRequests = 0;
  #whenIdle: (() => void)[] = [];

  constructor(options: DispatcherOptions, sender: MessageSender, streams: Streams) {
    this.#options = options;
    this.#sender = sender;
    this.#streams = streams;
    this.#notifications = new Notifications(options.maxOpenCalls, (call, handler) =>
      this.#run(call, handler),
    );
  }

  /** Starts a call; a handler that returns no promise is answered before this returns. */
  start(call: IncomingCall): void {
    let handler: Handler | undefined;
    try {
      handler = this.#find(call.method, call.id !== undefined);
    } catch (thrown) {
      this.fail(call, thrown);
      return;
    }
    this.run(call, handler ?? ignore);
  }

  /** Starts a call whose handler is known. */
  run(call: IncomingCall, handler: Handler): void {
    if (call.id === undefined) {
      this.#notifications.add(call, handler);
    } else {
      this.#run(call, handler);
    }
  }

  #run(call: IncomingCall, handler: Handler): void {
    let result: unknown;
    let promise: Promise<unknown> | undefined;
    try {
      if (this.#openRequests >= this.#options.maxOpenCalls && call.id !== undefined) {
        throw new RpcError(
          errorCodes.tooManyRequests,
          'Too many requests are open; await some of them first',
        );
      }
      result = handler(call);
      // Within the try: to look for a then may run code of the user.
      promise = isThenable(result) ? Promise.resolve(result) : undefined;
    } catch (thrown) {
      this.fail(call, thrown);
      return;
    }
    if (promise !== undefined) {
      this.#wait(call, promise);
    } else {
      this.#succeed(call, result);
    }
  }

  /** The handler of a method in the map. */
  handler(method: string): Handler | undefined {
    return this.#options.handlers.get(method);
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
      this.#options.onNotificationFailed?.(call.method, thrown);
      call.answered(0, true);
      return;
    }
    this.#answerError(call, call.id, call.isCancelled ? cancelled : encodeThrown(thrown));
  }

  #find(method: string, isRequest: boolean): Handler | undefined {
    const handler = this.#options.handlers.get(method) ?? this.#options.fallback(method, isRequest);
    // An unknown notification is silence.
    if (handler === undefined && isRequest) {
      throw methodNotFound();
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
        this.#succeed(call, value);
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

  #succeed(call: IncomingCall, value: unknown): void {
    const { id, batch } = call;
    if (id === undefined) {
      this.#sender.giveUp(value, 'result');
      call.answered(0, false);
      return;
    }
    const primitive = encodePrimitive(value);
    let encoded: EncodedValue | undefined;
    let answer: string;
    try {
      encoded =
        primitive === undefined
          ? this.#sender.encode(value, batch === undefined ? 'result' : 'batch', 'result')
          : undefined;
      answer = encodeResult(id, encoded?.announcements ?? '', primitive ?? encoded?.json ?? 'null');
      if (encoded?.streams !== undefined) {
        this.#succeedWithStreams(call, answer, encoded, encoded.streams);
        return;
      }
      if (batch === undefined) {
        (call.order ?? this.#sender).post(answer, encoded);
      } else {
        batch.add(answer);
      }
    } catch (error) {
      this.#answerError(call, id, encodeUnsendable(error));
      return;
    }
    call.answered(0, false);
  }

  #succeedWithStreams(
    call: IncomingCall,
    answer: string,
    encoded: EncodedValue,
    streams: ReadonlyMap<number, AsyncIterable<unknown>>,
  ): void {
    const { scope } = this.#options;
    const writers = this.#streams.openWriters(
      streams,
      scope === undefined ? undefined : (run) => scope(call, run),
    );
    // Before the answer: over streams in memory the reader asks for items before the post returns.
    try {
      this.#sender.checkLength(answer, encoded.long);
    } catch (error) {
      for (const writer of writers) {
        writer.cancel();
      }
      throw error;
    }
    call.answered(writers.length, false);
    for (const writer of writers) {
      writer.onClosed = (wasCancelled) => {
        if (wasCancelled) {
          call.cancel(new DOMException('The reader of the stream has left.', 'AbortError'));
        }
        call.streamEnded();
      };
    }
    (call.order ?? this.#sender).post(answer, encoded);
  }

  #answerError(call: IncomingCall, id: MessageId, error: ErrorObject): void {
    if (call.batch !== undefined) {
      call.batch.add(encodeError(id, error));
    } else {
      (call.order ?? this.#sender).postError(error, (sent) => encodeError(id, sent));
    }
    call.answered(0, true);
  }
}

function ignore(): void {}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
