import type { Readable, Writable } from 'node:stream';
import { TransportEndedError } from '../errors/connectionErrors.js';
import { inLaterTurns } from './laterTurns.js';
import { isPeerGone, noLongerReads } from './systemErrors.js';
import type { Transport, TransportReceiver, WriteDone } from './transport.js';

/** Carries a connection over streams that somebody else has opened, such as `child.stdio[3]` and `[4]`. */
export class StreamTransport implements Transport {
  readonly #readable: Readable;
  readonly #writable: Writable;
  #receiver: TransportReceiver | undefined;
  #isBroken = false;
  #isReading = true;
  #isStopped = false;
  #ended = false;
  #ending: Promise<void> | undefined;

  constructor(readable: Readable, writable: Writable) {
    this.#readable = readable;
    this.#writable = writable;
    writable.on('error', () => this.#break());
    writable.once('close', () => this.#break());
  }

  start(given: TransportReceiver): void {
    const receiver = inLaterTurns(given, () => !this.#isStopped);
    this.#receiver = receiver;
    if (this.#isBroken || !this.#writable.writable) {
      this.#isBroken = true;
      receiver.broken?.();
    }
    const readable = this.#readable;
    const end = (error?: Error) => {
      if (this.#isReading) {
        this.#isReading = false;
        receiver.end(error === undefined || isPeerGone(error) ? undefined : error, 'its stream has ended');
      }
    };
    readable.on('data', (chunk: Buffer | string) => {
      if (this.#isReading) {
        receiver.data(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
      }
    });
    readable.once('end', () => end());
    readable.once('close', () => end());
    readable.once('error', end);
    // No event tells of an end that was before.
    if (readable.destroyed || readable.readableEnded) {
      process.nextTick(end);
    }
  }

  pause(): void {
    this.#readable.pause();
  }

  resume(): void {
    this.#readable.resume();
  }

  stopReading(): void {
    this.#isStopped = true;
    this.#isReading = false;
    // One stream for both directions is still written to.
    if (isSame(this.#readable, this.#writable)) {
      this.#readable.resume();
    } else {
      this.#readable.destroy();
    }
  }

  write(bytes: string | Uint8Array, done?: WriteDone): void {
    if (this.#ended) {
      throw new TransportEndedError();
    }
    if (!this.#writable.writable) {
      done?.(noLongerReads());
      return;
    }
    // Named, because the stream may have another default.
    this.#writable.write(bytes, 'utf8', done && ((error) => done(error ? noLongerReads(error) : undefined)));
  }

  get unwritten(): number {
    return this.#writable.writableLength;
  }

  // The streams are not this side's to block on.
  peerAlwaysReads(): void {}

  end(): Promise<void> {
    this.#ending ??= this.#finish();
    return this.#ending;
  }

  #finish(): Promise<void> {
    this.#ended = true;
    return new Promise((resolve) => {
      if (!this.#writable.writable) {
        resolve();
        return;
      }
      this.#writable.once('close', resolve);
      this.#writable.end(() => resolve());
    });
  }

  abandon(): void {
    this.#writable.destroy();
  }

  #break(): void {
    if (!this.#isBroken && !this.#ended) {
      this.#isBroken = true;
      this.#receiver?.broken?.();
    }
  }
}

function isSame(readable: Readable, writable: Writable): boolean {
  return readable === (writable as Readable | Writable);
}
