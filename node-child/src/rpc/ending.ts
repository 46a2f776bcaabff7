import { ConnectionClosedError, closedBecause, ProtocolError } from '../errors/connectionErrors.js';
import { attempt, attemptEach } from '../errors/report.js';
import type { Callbacks } from './calls/callbacks.js';
import type { Dispatcher } from './calls/dispatcher.js';
import type { PendingCalls } from './calls/pendingCalls.js';
import { invalidRequest } from './messages/errorObjects.js';
import { encodeError } from './messages/messageCodec.js';
import type { Outbox } from './messages/outbox.js';
import type { Streams } from './streams/streams.js';
import type { LongValueAssembler } from './values/longValueAssembler.js';
import type { LongValueChunker } from './values/longValueChunker.js';

/** How long answers may still come when nothing can be sent any more. */
const BROKEN_GRACE_MILLISECONDS = 1_000;

/** What has to hear of the end. */
interface Ended {
  readonly calls: PendingCalls;
  readonly dispatcher: Dispatcher;
  readonly streams: Streams;
  readonly callbacks: Callbacks;
  readonly assembler: LongValueAssembler;
  readonly chunker: LongValueChunker;
  readonly outbox: Outbox;
}

/** The end of a connection: whoever waits for something hears of it. */
export class Ending {
  readonly #parts: Ended;
  readonly #ended: Promise<Error | undefined>;
  #resolveEnded: (error: Error | undefined) => void = () => {};
  #isReading = true;

  constructor(parts: Ended) {
    this.#parts = parts;
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** Whether what comes is still looked at. */
  get isReading(): boolean {
    return this.#isReading;
  }

  /** Resolves when nothing more is read, with the error where it was not an orderly end. */
  get ended(): Promise<Error | undefined> {
    return this.#ended;
  }

  /**
   * Nothing more is read: open calls of either side end, answers can still be given.
   *
   * @param reason how it came, to go on from "The connection is closed: "
   */
  stop(error?: Error, reason?: string): void {
    if (!this.#isReading) {
      return;
    }
    this.#isReading = false;
    const { calls, dispatcher, streams, callbacks, assembler } = this.#parts;
    const told =
      error instanceof ConnectionClosedError ? error : closedBecause(reason, error && { cause: error });
    // Whatever one step throws: the others follow.
    const steps = [
      () => calls.close(told),
      () => dispatcher.cancelAll(new DOMException(told.message, 'AbortError')),
      () => streams.close(told),
      () => callbacks.clear(),
      () => assembler.close(),
    ];
    attemptEach('the end of the connection', steps, (step) => step());
    this.#resolveEnded(error);
  }

  /**
   * The peer has broken a rule that nothing can follow: it is told so, as the last message.
   *
   * @param reason how the bytes have ended, where they have
   * @throws the error where it is none of this kind
   */
  fail(error: unknown, reason?: string): void {
    if (!(error instanceof ProtocolError)) {
      throw error;
    }
    if (!this.#isReading) {
      return;
    }
    const { code } = invalidRequest;
    attempt('the last message', () =>
      this.#parts.outbox.postOwn(encodeError(null, { code, message: error.message })),
    );
    this.stop(error, reason ?? `the other side broke a rule: ${error.message.replace(/\.$/, '')}`);
  }

  /**
   * Nothing can be sent any more: calls to come fail. What comes is still read, the answers to open calls too; what is
   * open after a second has failed by then.
   */
  broken(): void {
    if (!this.#isReading) {
      return;
    }
    const { calls, streams, chunker, outbox } = this.#parts;
    const error = new ConnectionClosedError('The connection is closed: the other side no longer reads.');
    calls.refuse(error);
    chunker.close(error);
    outbox.close(error);
    const giveUp = () => {
      if (this.#isReading) {
        calls.close(error);
        streams.close(error);
      }
    };
    setTimeout(giveUp, BROKEN_GRACE_MILLISECONDS).unref();
  }
}
