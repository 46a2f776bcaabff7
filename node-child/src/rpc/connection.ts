import { ConnectionClosedError, ProtocolError } from '../errors/connectionErrors.js';
import { AttachmentsTooLongError, LineTooLongError } from '../errors/lineErrors.js';
import { decodeMessage, lineKind } from '../framing/lineKind.js';
import { DEFAULT_LINE_LIMIT } from '../framing/lineReader.js';
import { LineWriter } from '../framing/lineWriter.js';
import { MessageReader } from '../framing/messageReader.js';
import type { ByteSink } from './byteSink.js';
import { CALLBACK_METHOD, Callbacks } from './callbacks.js';
import { ChunkQueue } from './chunkQueue.js';
import { type ConnectionOptions, DEFAULT_MAX_OPEN_CALLS } from './connectionOptions.js';
import { Dispatcher, type Handler } from './dispatcher.js';
import { invalidRequest, parseError } from './errorCodec.js';
import { HELLO_METHOD, type Peer } from './hello.js';
import type { IncomingCall } from './incomingCall.js';
import { IncomingMessages } from './incomingMessages.js';
import { Introduction } from './introduction.js';
import { LongValueReader } from './longValueReader.js';
import { LongValueWriter } from './longValueWriter.js';
import { encodeError } from './messageCodec.js';
import { MessageSender } from './messageSender.js';
import { Outbox } from './outbox.js';
import { PendingCalls } from './pendingCalls.js';
import { type Host, RemoteHost } from './remoteHost.js';
import { attempt, attemptEach, report } from './report.js';
import { Streams } from './streams.js';

/** How long answers may still come when nothing can be sent any more. */
const BROKEN_GRACE_MILLISECONDS = 1_000;

/** Calls in both directions over a pair of byte streams: bytes go in by {@link data} and out by the sink. */
export class Connection {
  readonly #outbox: Outbox;
  readonly #text: LineWriter;
  readonly #longWriter: LongValueWriter;
  readonly #sender: MessageSender;
  readonly #introduction: Introduction;
  readonly #streams: Streams;
  readonly #callbacks = new Callbacks();
  readonly #calls: PendingCalls;
  readonly #dispatcher: Dispatcher;
  readonly #messages: IncomingMessages;
  readonly #longValues: LongValueReader;
  readonly #reader: MessageReader;
  readonly #chunks = new ChunkQueue((chunk) => this.#take(chunk));
  readonly #ended: Promise<Error | undefined>;
  #resolveEnded: (error: Error | undefined) => void = () => {};
  #isReading = true;

  /** The other side, as what can be called. */
  readonly host: Host;

  /** Gets a line that is no message, valid only during the call; without it such a line is answered by an error. */
  onText: ((line: Buffer) => void) | undefined;

  constructor(sink: ByteSink, options: ConnectionOptions = {}) {
    const { maxMessageLength = DEFAULT_LINE_LIMIT, runtime } = options;
    this.#outbox = new Outbox(sink);
    this.#longWriter = new LongValueWriter(this.#outbox, (error) => this.#stop(error));
    this.#text = new LineWriter({ write: (line) => this.#outbox.send(line) });
    this.#sender = new MessageSender(this.#outbox, this.#longWriter);
    this.#introduction = new Introduction(sink, this.#sender, maxMessageLength, runtime);
    this.#streams = new Streams(this.#sender);
    this.#calls = new PendingCalls(this.#sender, this.#streams, this.#callbacks);
    this.host = new RemoteHost(this.#calls);
    const handlers = options.handlers ?? new Map<string, Handler>();
    this.#dispatcher = new Dispatcher(
      {
        handlers,
        fallback: (method, isRequest) => this.#ownHandler(method) ?? options.fallback?.(method, isRequest),
        scope: options.scope,
        maxOpenCalls: options.maxOpenCalls ?? DEFAULT_MAX_OPEN_CALLS,
        onNotificationFailed: options.onNotificationFailed ?? reportNotification,
      },
      this.#sender,
      this.#streams,
    );
    this.#messages = new IncomingMessages(this.#dispatcher, this.#calls, this.#streams, this.#sender);
    this.#longValues = new LongValueReader(maxMessageLength, (message, attachments) =>
      this.#messages.receiveComplete(message, attachments),
    );
    this.#messages.longValues = this.#longValues;
    this.#reader = new MessageReader(
      {
        lineWithin: (chunk, start, end) => {
          this.#outbox.flushIfStale();
          return this.#isReading && this.#messages.receivePlain(chunk, start, end);
        },
        line: (line) => this.#line(line),
        allocate: (line, lengths) => this.#allocate(line, lengths),
        message: (line, attachments) => {
          if (this.#isReading) {
            this.#messages.receive(line, attachments);
          }
        },
      },
      maxMessageLength,
    );
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** What the peer has said of itself; a plain peer until it has. */
  get peer(): Peer {
    return this.#sender.peer;
  }

  /** Resolves when nothing more is read, with the error where it was not an orderly end. */
  get ended(): Promise<Error | undefined> {
    return this.#ended;
  }

  /** Takes bytes from the other side. The chunk may be reused after the call. */
  data(chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  /** Where the next bytes are best read to, if anywhere: a view of it is then to be given to {@link data}. */
  buffer(): Buffer | undefined {
    return this.#reader.target();
  }

  /** The other side has ended its bytes: open calls of either side end, answers can still be given. */
  end(error?: Error): void {
    if (!this.#isReading) {
      return;
    }
    try {
      this.#reader.end();
    } catch (broken) {
      this.#broken(broken);
      return;
    }
    this.#stop(error);
  }

  /**
   * Nothing can be sent any more: calls to come fail. What comes is still read, the answers to open calls too; what is
   * open after a second has failed by then.
   */
  broken(): void {
    if (!this.#isReading) {
      return;
    }
    const error = new ConnectionClosedError('The connection is closed: the other side no longer reads.');
    this.#calls.refuse(error);
    const giveUp = () => {
      if (this.#isReading) {
        this.#calls.close(error);
        this.#streams.close(error);
      }
    };
    setTimeout(giveUp, BROKEN_GRACE_MILLISECONDS).unref();
  }

  /** Reads no further, as if the other side had ended. */
  stop(): void {
    if (this.#isReading) {
      this.#stop(undefined);
    }
  }

  /**
   * Introduces this side to the one that it has started, before anything else.
   *
   * @returns what the other side can do; a plain peer where it does not know the question, or speaks another version
   */
  async hello(): Promise<Peer> {
    await this.#introduction.say(this.#calls);
    return this.peer;
  }

  /** The other side for calls in the course of one that came in: they are cancelled with it. */
  hostFor(call: IncomingCall): Host {
    return new RemoteHost(this.#calls, call);
  }

  /**
   * Sends a line of text.
   *
   * @throws LineEndInTextError where the text holds an LF itself; a CR is carried
   */
  sendText(text: string): void {
    this.#text.write(text);
  }

  /** Writes everything that was given to be sent, as the end of the process may be near. */
  flush(): void {
    this.#longWriter.flush();
    // Behind the last chunk there may be what waited for it.
    this.#outbox.flush();
  }

  /** Flushes, and sends nothing any more. */
  close(): void {
    this.stop();
    this.flush();
    this.#outbox.close();
  }

  /** Resolves as soon as no call of the other side is open. */
  idle(): Promise<void> {
    return this.#dispatcher.idle();
  }

  #take(chunk: Buffer): void {
    if (!this.#isReading) {
      return;
    }
    this.#outbox.beginGathering();
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#broken(error);
    } finally {
      this.#outbox.endGathering();
    }
  }

  #line(line: Buffer): void {
    if (!this.#isReading) {
      return;
    }
    this.#outbox.flushIfStale();
    if (lineKind(line) === 'message') {
      const text = decodeMessage(line);
      if (text === undefined) {
        this.#sender.postOwn(encodeError(null, parseError));
      } else {
        this.#messages.receive(text);
      }
    } else if (this.onText !== undefined) {
      this.onText(line);
    } else {
      this.#sender.postOwn(encodeError(null, parseError));
    }
  }

  #allocate(line: string, lengths: readonly number[]): Buffer[] {
    const chunk = this.#longValues.target(line, lengths);
    return chunk === undefined ? lengths.map((length) => Buffer.allocUnsafeSlow(length)) : [chunk];
  }

  #ownHandler(method: string): Handler | undefined {
    switch (method) {
      case HELLO_METHOD:
        return ({ params }) => this.#introduction.answer(params);
      case CALLBACK_METHOD:
        return (call) => this.#callbacks.handle(call);
      default:
        return undefined;
    }
  }

  #broken(error: unknown): void {
    const isOurs =
      error instanceof LineTooLongError ||
      error instanceof AttachmentsTooLongError ||
      error instanceof ProtocolError;
    if (!isOurs) {
      throw error;
    }
    const { code } = invalidRequest;
    attempt('the last message', () =>
      this.#sender.postOwn(encodeError(null, { code, message: error.message })),
    );
    this.#stop(error);
  }

  // Whatever one step throws: the others follow, and whoever waits for the end hears of it.
  #stop(error: Error | undefined): void {
    this.#isReading = false;
    const cause = error === undefined ? undefined : { cause: error };
    const closed = new ConnectionClosedError();
    const steps = [
      () => this.#calls.close(new ConnectionClosedError(undefined, cause)),
      () => this.#dispatcher.cancelAll(new DOMException(closed.message, 'AbortError')),
      () => this.#streams.close(closed),
      () => this.#callbacks.clear(),
    ];
    attemptEach('the end of the connection', steps, (step) => step());
    this.#resolveEnded(error);
  }
}

function reportNotification(method: string, error: unknown): void {
  report(`the notification ${method}`, error);
}
