import { ProtocolError } from '../errors/connectionErrors.js';
import { handled } from '../errors/handled.js';
import type { FrameReader } from '../framing/frameReader.js';
import { writeFrame } from '../framing/frameWriter.js';
import type { Framing } from '../framing/framings.js';
import { endForGood } from '../transport/endForGood.js';
import type { Transport } from '../transport/transport.js';
import { FrameInbox, type ReadOptions, type ReadResult } from './frameInbox.js';
import { FrameIterator } from './frameIterator.js';

/**
 * Frames of bytes in both directions, without calls. It reads as soon as it is open; while more than about 1 MiB waits
 * for its reader it reads no further, and the other side has to wait.
 */
export class MessageChannel implements AsyncDisposable {
  readonly #transport: Transport;
  readonly #framing: Framing;
  readonly #reader: FrameReader;
  readonly #inbox: FrameInbox;
  readonly #ended: Promise<string>;
  #settle: (reason: string, error?: Error) => void = () => {};
  #isReading = true;

  /** @internal Authors call {@link openMessageChannel}. */
  constructor(transport: Transport, framing: Framing, limit: number, maxWaitingBytes?: number) {
    this.#transport = transport;
    this.#framing = framing;
    this.#inbox = new FrameInbox(transport, maxWaitingBytes);
    this.#reader = framing.createReader((frame, isOwn) => this.#inbox.add(frame, isOwn), limit);
    this.#ended = handled(
      new Promise((resolve, reject) => {
        this.#settle = (reason, error) => (error === undefined ? resolve(reason) : reject(error));
      }),
    );
    transport.start({
      data: (chunk) => this.#guard(() => this.#reader.push(chunk)),
      end: (error, reason = 'the other side has ended it') => {
        this.#guard(() => this.#reader.end(), error);
        this.#stop(reason, error);
      },
    });
  }

  /**
   * Resolves when no frame will come any more, with the reason in words: how the other side has ended, its exit code
   * where it is a child process. Rejects where that was not in order, with what {@link read} rejects with. The end is not
   * seen while the channel waits for its reader.
   */
  get ended(): Promise<string> {
    return this.#ended;
  }

  /**
   * Sends one frame, text as UTF-8.
   *
   * @returns when all of it has been handed to the system. Whoever awaits it before the next keeps one frame in memory;
   *   leave the bytes alone until then
   * @throws TerminatorInFrameError for a frame that holds what ends one in this framing; nothing is sent
   * @throws TransportEndedError after {@link end}
   * @throws ConnectionClosedError where the other side no longer reads
   */
  send(frame: string | Uint8Array): Promise<void> {
    return handled(
      new Promise((resolve, reject) => {
        writeFrame(this.#transport, this.#framing, frame, (error) =>
          error === undefined ? resolve() : reject(error),
        );
      }),
    );
  }

  /**
   * Reads one frame, or finds out that none has come within the time. No byte is lost by that: the frame, whole or
   * half, stays for the next read.
   *
   * @throws ProtocolError for a frame over the limit, or bytes that are no frames, behind the frames before them
   * @throws the reason of the signal
   */
  read(options?: ReadOptions): Promise<ReadResult<Buffer>> {
    return handled(this.#inbox.read(options));
  }

  /** Reads all frames until the end. It can be left and begun again: what nobody has got is there for the next. */
  readAll(): AsyncGenerator<Buffer, void, undefined> {
    return new FrameIterator((options) => this.read(options));
  }

  /** Flushes what was sent and closes the writing end: the other side sees end of file. What it sends can still be read. */
  end(): Promise<void> {
    return handled(this.#transport.end());
  }

  /**
   * Flushes, closes the writing end, and reads no further: frames that nobody has read are dropped. So is what the other side
   * does not take, once it has taken nothing for 5 seconds.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop('this side has closed it');
    this.#inbox.clear();
    await endForGood(this.#transport);
  }

  /** @param known why the bytes have ended, where that is known: it says more than that a frame was torn */
  #guard(read: () => void, known?: Error): void {
    if (!this.#isReading) {
      return;
    }
    try {
      read();
    } catch (error) {
      if (!(error instanceof ProtocolError)) {
        throw error;
      }
      this.#stop('', known ?? error);
    }
  }

  #stop(reason: string, error?: Error): void {
    if (!this.#isReading) {
      return;
    }
    this.#isReading = false;
    this.#transport.stopReading();
    this.#inbox.end(error);
    this.#settle(reason, error);
  }
}
