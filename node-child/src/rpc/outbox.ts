import type { Content } from './attachments.js';
import type { ByteSink } from './byteSink.js';

/** Gathered text above this goes out at once. */
const LARGEST_GATHERED_TEXT = 64 * 1024;

/** Attachments up to this are copied behind their line, which saves a system call. */
const LARGEST_COPIED_BYTES = 32 * 1024;

/** How long a message may wait for others while a function of the user runs. */
const LONGEST_WAIT_MILLISECONDS = 5;

/**
 * Gathers messages, so that many go out in one write: those of one chunk of input at its end, others when the
 * microtasks of the event that made them have run.
 */
export class Outbox {
  readonly #sink: ByteSink;
  /** What is given to be written while a write is under way: over streams in memory that may lead back here. */
  readonly #waiting: (string | Uint8Array)[] = [];
  #isWriting = false;
  #text = '';
  #isGathering = false;
  #isScheduled = false;
  #isClosed = false;
  #lastFlush = 0;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Sends a line, which holds its own end. */
  send(line: string): void {
    if (this.#isClosed) {
      return;
    }
    this.#text = this.#text === '' ? line : this.#text + line;
    if (this.#text.length > LARGEST_GATHERED_TEXT) {
      this.flush();
    } else if (!this.#isGathering && !this.#isScheduled) {
      this.#isScheduled = true;
      process.nextTick(flushScheduled, this);
    }
  }

  /** Sends a line with the attachments that it announces. */
  sendWithAttachments(line: string, attachments: readonly Content[]): void {
    if (this.#isClosed) {
      return;
    }
    this.flush();
    const total = attachments.reduce((sum, { length }) => sum + length, 0);
    const parts = [line, ...attachments.map(({ data }) => data)];
    if (total <= LARGEST_COPIED_BYTES) {
      this.#write(join(parts));
    } else {
      this.#write(...parts);
    }
  }

  /** Keeps messages until {@link endGathering}, which writes them. */
  beginGathering(): void {
    this.#isGathering = true;
    this.#lastFlush = Date.now();
  }

  endGathering(): void {
    this.#isGathering = false;
    this.flush();
  }

  /** Flushes when the last time is long ago: a function of the user may keep the thread for itself. */
  flushIfStale(): void {
    if (this.#text === '') {
      return;
    }
    const now = Date.now();
    if (Math.abs(now - this.#lastFlush) >= LONGEST_WAIT_MILLISECONDS) {
      this.#lastFlush = now;
      this.flush();
    }
  }

  /** Writes what was gathered. */
  flush(): void {
    if (this.#text !== '') {
      const text = this.#text;
      this.#text = '';
      this.#write(text);
    }
  }

  /** Flushes, and drops what is sent from now on. */
  close(): void {
    if (!this.#isClosed) {
      this.flush();
      this.#isClosed = true;
    }
  }

  /** Writes the parts of a message with nothing between them. */
  #write(...parts: readonly (string | Uint8Array)[]): void {
    this.#waiting.push(...parts);
    if (this.#isWriting) {
      return;
    }
    this.#isWriting = true;
    try {
      for (let part = this.#waiting.shift(); part !== undefined; part = this.#waiting.shift()) {
        this.#sink.write(part);
      }
    } finally {
      this.#waiting.length = 0;
      this.#isWriting = false;
    }
  }

  /** @internal What {@link send} has scheduled. */
  flushNow(): void {
    this.#isScheduled = false;
    if (!this.#isGathering) {
      this.flush();
    }
  }
}

function join(parts: readonly (string | Uint8Array)[]): string | Uint8Array {
  const isText = parts.every((part) => typeof part === 'string');
  return isText
    ? parts.join('')
    : Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

function flushScheduled(outbox: Outbox): void {
  outbox.flushNow();
}
