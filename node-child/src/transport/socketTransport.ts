import { closeSync } from 'node:fs';
import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { TransportEndedError } from '../errors/connectionErrors.js';
import { writeNow, writeWithoutWaiting } from './blockingWrite.js';
import { directDescriptor } from './directDescriptor.js';
import { endOfFile, isPeerGone, noLongerReads, toError } from './systemErrors.js';
import type { Transport, TransportReceiver, WriteDone } from './transport.js';

const READ_BUFFER_BYTES = 64 * 1024;

/** Above this a write goes to the socket whole: one system call saved matters little to so many bytes. */
const DIRECT_WRITE_BYTES = 64 * 1024;

/**
 * The fast form: `net.Socket` over the descriptors. An idle reader costs no thread, and a process with a read
 * pending can exit.
 *
 * A descriptor becomes non-blocking for good as soon as it is a socket. So the write descriptor becomes one only
 * when something is written before the peer has promised to read always; until then it stays as it came. Afterwards
 * writes go straight to it again as soon as the socket has written what it had.
 */
export class SocketTransport implements Transport {
  readonly #readFd: number;
  readonly #writeFd: number;
  /** Where writes go that do not go through a socket, where they can. */
  readonly #directFd: number | undefined;
  #receiver: TransportReceiver | undefined;
  #reader: Socket | undefined;
  #writer: Socket | undefined;
  #writesBlock = false;
  #peerGone = false;
  #ended = false;
  #ending: Promise<void> | undefined;
  #isReading = true;

  constructor(readFd: number, writeFd: number) {
    this.#readFd = readFd;
    this.#writeFd = writeFd;
    this.#directFd = directDescriptor(writeFd);
  }

  start(receiver: TransportReceiver): void {
    this.#receiver = receiver;
    const buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
    const duplex = this.#readFd === this.#writeFd;
    // The typings know `onread` for connecting sockets only.
    const options: SocketConstructorOpts & Pick<ConnectOpts, 'onread'> = {
      fd: this.#readFd,
      readable: true,
      writable: duplex,
      allowHalfOpen: true,
      onread: {
        buffer: () => receiver.buffer?.() ?? buffer,
        callback: (length, memory) => {
          if (this.#isReading) {
            receiver.data(Buffer.from(memory.buffer, memory.byteOffset, length));
          }
          return true;
        },
      },
    };
    const reader = new Socket(options);
    const end = (error?: Error) => {
      if (this.#isReading) {
        this.#isReading = false;
        receiver.end(error, endOfFile(this.#readFd));
      }
    };
    reader.once('end', () => end());
    reader.once('close', () => end());
    reader.on('error', (error) => {
      this.#peerGone ||= duplex;
      end(isPeerGone(error) ? undefined : error);
    });
    this.#reader = reader;
    if (duplex) {
      this.#writer = reader;
    }
  }

  pause(): void {
    this.#reader?.pause();
  }

  resume(): void {
    this.#reader?.resume();
  }

  stopReading(): void {
    this.#isReading = false;
    // One socket for both directions is still written to.
    if (this.#readFd === this.#writeFd) {
      this.#reader?.resume();
    } else {
      this.#reader?.destroy();
    }
  }

  write(bytes: string | Uint8Array, done?: WriteDone): void {
    if (this.#ended) {
      throw new TransportEndedError();
    }
    if (this.#peerGone || bytes.length === 0) {
      done?.(this.#peerGone ? noLongerReads() : undefined);
      return;
    }
    const fd = this.#directFd;
    const isQueueEmpty = this.#writer === undefined || this.#writer.writableLength === 0;
    if (this.#writesBlock && fd !== undefined && isQueueEmpty) {
      this.#attempt(() => writeNow(fd, bytes));
      done?.(this.#peerGone ? noLongerReads() : undefined);
    } else {
      this.#writeThroughSocket(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, done);
    }
  }

  get unwritten(): number {
    return this.#writer?.writableLength ?? 0;
  }

  peerAlwaysReads(): void {
    // A duplex socket is non-blocking already: its writes stay with the socket.
    this.#writesBlock = this.#readFd !== this.#writeFd;
  }

  end(): Promise<void> {
    this.#ending ??= this.#finish();
    return this.#ending;
  }

  async #finish(): Promise<void> {
    this.#ended = true;
    const fd = this.#directFd;
    const isOwn = fd === this.#writeFd;
    if (fd !== undefined && !isOwn) {
      closeSync(fd);
    }
    // What `fs` cannot close, and one socket for both directions, is closed as a socket.
    const needsSocket = !isOwn || this.#readFd === this.#writeFd;
    const writer = this.#writer ?? (needsSocket ? this.#openWriter() : undefined);
    if (writer === undefined) {
      closeSync(this.#writeFd);
      return;
    }
    await new Promise<void>((resolve) => {
      writer.once('close', resolve);
      writer.end(() => resolve());
    });
    if (writer !== this.#reader) {
      writer.destroy();
    }
  }

  abandon(): void {
    this.#writer?.destroy();
  }

  #writeThroughSocket(chunk: Uint8Array, done: WriteDone | undefined): void {
    this.#writer ??= this.#openWriter();
    const writer = this.#writer;
    let taken = 0;
    // Only the descriptor that is the socket's own has become non-blocking.
    const canTry = this.#directFd === this.#writeFd;
    if (canTry && writer.writableLength === 0 && chunk.length <= DIRECT_WRITE_BYTES) {
      this.#attempt(() => {
        taken = writeWithoutWaiting(this.#writeFd, chunk);
      });
    }
    if (this.#peerGone || taken === chunk.length) {
      done?.(this.#peerGone ? noLongerReads() : undefined);
      return;
    }
    const rest = taken === 0 ? chunk : chunk.subarray(taken);
    writer.write(rest, done && ((error) => done(error ? noLongerReads(error) : undefined)));
  }

  #openWriter(): Socket {
    const writer = new Socket({ fd: this.#writeFd, readable: false, writable: true, allowHalfOpen: true });
    writer.on('error', (error) => this.#failed(error));
    return writer;
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#failed(toError(error));
    }
  }

  #failed(error: Error): void {
    const wasGone = this.#peerGone;
    this.#peerGone = true;
    if (!isPeerGone(error)) {
      throw error;
    }
    if (!wasGone) {
      this.#receiver?.broken?.();
    }
  }
}
