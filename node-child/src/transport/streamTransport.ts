import type { Readable, Writable } from 'node:stream';
import { TransportEndedError } from '../errors/connectionErrors.js';
import { inLaterTurns } from './laterTurns.js';
import { isPeerGone } from './systemErrors.js';
import type { Transport, TransportReceiver } from './transport.js';

/** Carries a connection over streams that somebody else has opened, such as `child.stdio[3]` and `[4]`. */
export class StreamTransport implements Transport {
  readonly #readable: Readable;
  readonly #writable: Writable;
  #receiver: TransportReceiver | undefined;
  #isBroken = false;
  #ended = false;

  constructor(readable: Readable, writable: Writable) {
    this.#readable = readable;
    this.#writable = writable;
    writable.on('error', () => this.#break());
    writable.once('close', () => this.#break());
  }

  start(given: TransportReceiver): void {
    const receiver = inLaterTurns(given);
    this.#receiver = receiver;
    if (this.#isBroken || !this.#writable.writable) {
      this.#isBroken = true;
      receiver.broken?.();
    }
    const readable = this.#readable;
    let open = true;
    const end = (error?: Error) => {
      if (open) {
        open = false;
        receiver.end(error === undefined || isPeerGone(error) ? undefined : error);
      }
    };
    readable.on('data', (chunk: Buffer | string) => {
      if (open) {
        receiver.data(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
      }
    });
    readable.once('end', () => end());
    readable.once('close', () => end());
    readable.once('error', end);
  }

  write(bytes: string | Uint8Array): void {
    if (this.#ended) {
      throw new TransportEndedError();
    }
    if (bytes.length > 0 && this.#writable.writable) {
      // Named, because the stream may have another default.
      this.#writable.write(bytes, 'utf8');
    }
  }

  get unwritten(): number {
    return this.#writable.writableLength;
  }

  // The streams are not this side's to block on.
  peerAlwaysReads(): void {}

  end(): Promise<void> {
    if (this.#ended) {
      return Promise.resolve();
    }
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

  #break(): void {
    if (!this.#isBroken && !this.#ended) {
      this.#isBroken = true;
      this.#receiver?.broken?.();
    }
  }
}
