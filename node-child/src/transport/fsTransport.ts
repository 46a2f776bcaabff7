import { closeSync, createReadStream, createWriteStream, type ReadStream, type WriteStream } from 'node:fs';
import { TransportEndedError } from '../errors/connectionErrors.js';
import { writeNow } from './blockingWrite.js';
import { endOfFile, isPeerGone, noLongerReads, toError } from './systemErrors.js';
import type { Transport, TransportReceiver, WriteDone } from './transport.js';

/**
 * The plain form: `fs` streams over the descriptors, which works with every kind of pipe on every system.
 *
 * A pending read holds a thread of the pool, and Node waits for that thread when the process ends. So the write
 * descriptor is closed on `exit`: a host that sees the end of file closes its end, and that frees the read.
 */
export class FsTransport implements Transport {
  readonly #readFd: number;
  readonly #writeFd: number;
  #receiver: TransportReceiver | undefined;
  #reader: ReadStream | undefined;
  #writer: WriteStream | undefined;
  #writesBlock = false;
  #peerGone = false;
  #ended = false;
  #ending: Promise<void> | undefined;
  #isReading = true;
  #writeFdClosed = false;

  constructor(readFd: number, writeFd: number) {
    this.#readFd = readFd;
    this.#writeFd = writeFd;
    process.once('exit', () => this.#closeWriteFd());
  }

  start(receiver: TransportReceiver): void {
    this.#receiver = receiver;
    // The descriptor is closed by the end of the process alone: its number must not be reused while a read is pending.
    const reader = createReadStream('', { fd: this.#readFd, autoClose: false });
    const end = (error?: Error) => {
      if (this.#isReading) {
        this.#isReading = false;
        receiver.end(error, endOfFile(this.#readFd));
      }
    };
    reader.on('data', (chunk: string | Buffer) => {
      if (this.#isReading) {
        receiver.data(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
      }
    });
    reader.once('end', () => end());
    reader.once('error', (error) => end(isPeerGone(error) ? undefined : error));
    this.#reader = reader;
  }

  pause(): void {
    this.#reader?.pause();
  }

  resume(): void {
    this.#reader?.resume();
  }

  // Goes on reading, for nobody: a pending read cannot be ended, and its descriptor not be closed before.
  stopReading(): void {
    this.#isReading = false;
    this.resume();
  }

  write(bytes: string | Uint8Array, done?: WriteDone): void {
    if (this.#ended) {
      throw new TransportEndedError();
    }
    if (this.#peerGone || bytes.length === 0) {
      done?.(this.#peerGone ? noLongerReads() : undefined);
      return;
    }
    // writableLength counts the write in flight as well: at 0 nothing is left to overtake.
    if (this.#writesBlock && (this.#writer === undefined || this.#writer.writableLength === 0)) {
      this.#writeNow(bytes);
      done?.(this.#peerGone ? noLongerReads() : undefined);
    } else {
      this.#writer ??= this.#openWriter();
      this.#writer.write(bytes, done && ((error) => done(error ? noLongerReads(error) : undefined)));
    }
  }

  get unwritten(): number {
    return this.#writer?.writableLength ?? 0;
  }

  peerAlwaysReads(): void {
    this.#writesBlock = true;
  }

  end(): Promise<void> {
    this.#ending ??= this.#finish();
    return this.#ending;
  }

  async #finish(): Promise<void> {
    this.#ended = true;
    const writer = this.#writer;
    if (writer !== undefined && !this.#peerGone) {
      await new Promise<void>((resolve) => {
        writer.once('close', resolve);
        writer.end(() => resolve());
      });
    }
    this.#closeWriteFd();
  }

  abandon(): void {
    this.#writer?.destroy();
  }

  #openWriter(): WriteStream {
    const writer = createWriteStream('', { fd: this.#writeFd, autoClose: false });
    writer.once('error', (error) => this.#failed(error));
    return writer;
  }

  #writeNow(bytes: string | Uint8Array): void {
    try {
      writeNow(this.#writeFd, bytes);
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

  #closeWriteFd(): void {
    // One descriptor for both directions stays open: the reader still needs it.
    if (!this.#writeFdClosed && this.#readFd !== this.#writeFd) {
      this.#writeFdClosed = true;
      closeSync(this.#writeFd);
    }
  }
}
