import { ConnectionClosedError } from '../errors/connectionErrors.js';
import { type Framing, framings } from '../framing/framings.js';
import type { IncomingCall } from './calls/incomingCall.js';
import { type Host, type HostSource, RemoteHost } from './calls/remoteHost.js';
import type { ConnectionOptions } from './connectionOptions.js';
import type { HelloWait } from './introduction.js';
import type { ByteSink } from './messages/outbox.js';
import type { Peer } from './messages/peer.js';
import { type Wiring, wire } from './wiring.js';

/** Calls in both directions over a pair of byte streams: bytes go in by {@link data} and out by the sink. */
export class Connection implements HostSource {
  readonly #parts: Wiring;
  readonly #framing: Framing;

  /** The other side, as what can be called. */
  readonly host: Host;

  constructor(sink: ByteSink, options: ConnectionOptions = {}) {
    this.#parts = wire(sink, options);
    this.#framing = options.framing ?? framings.lines;
    this.host = new RemoteHost(this.#parts.calls);
  }

  /** What the peer has said of itself; a plain peer until it has. */
  get peer(): Peer {
    return this.#parts.peer;
  }

  /** Resolves when nothing more is read, with the error where it was not an orderly end. */
  get ended(): Promise<Error | undefined> {
    return this.#parts.ending.ended;
  }

  /** Gets a line that is no message, valid only during the call; without it such a line is answered by an error. */
  set onText(listener: ((line: Buffer) => void) | undefined) {
    this.#parts.bytes.onText = listener;
  }

  /** Takes bytes from the other side. The chunk may be reused after the call. */
  data(chunk: Buffer): void {
    this.#parts.bytes.push(chunk);
  }

  /** Where the next bytes are best read to, if anywhere: a view of it is then to be given to {@link data}. */
  buffer(): Buffer | undefined {
    return this.#parts.bytes.target();
  }

  /**
   * The other side has ended its bytes: open calls of either side end, answers can still be given.
   *
   * @param reason how it ended, for the error that they get; to go on from "The connection is closed: "
   */
  end(error?: Error, reason?: string): void {
    this.#parts.bytes.end(error, reason);
  }

  /**
   * Nothing can be sent any more: calls to come fail. What comes is still read, the answers to open calls too; what is
   * open after a second has failed by then.
   */
  broken(): void {
    this.#parts.ending.broken();
  }

  /** Reads no further, as if the other side had ended. */
  stop(): void {
    this.#parts.ending.stop();
  }

  /**
   * Introduces this side to the one that it has started, before anything else.
   *
   * @returns what the other side can do; a plain peer where it does not know the question, or speaks another version
   */
  async hello(wait: HelloWait = {}): Promise<Peer> {
    await this.#parts.introduction.say(this.#parts.calls, wait);
    return this.peer;
  }

  /** The other side for calls in the course of one that came in: they are cancelled with it. */
  hostFor(call: IncomingCall): Host {
    return new RemoteHost(this.#parts.calls, call);
  }

  /**
   * Sends a text that is no message.
   *
   * @throws LineEndInTextError, TerminatorInFrameError where the text holds what would end it in this framing
   */
  sendText(text: string): void {
    this.#parts.outbox.sendLine(this.#framing.text(text), true);
  }

  /** Writes everything that was given to be sent, as the end of the process may be near. */
  flush(): void {
    const { streams, chunker, outbox } = this.#parts;
    streams.flush();
    chunker.flush();
    // Behind the last chunk there may be what waited for it.
    outbox.flush();
  }

  /** Flushes, and sends nothing any more. */
  close(): void {
    this.#parts.ending.stop(undefined, 'this side has ended it');
    this.flush();
    const { chunker, outbox } = this.#parts;
    const error = new ConnectionClosedError();
    chunker.close(error);
    outbox.close(error);
  }

  /** Resolves as soon as no call of the other side is open. */
  idle(): Promise<void> {
    return this.#parts.dispatcher.idle();
  }
}
