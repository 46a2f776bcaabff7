import { UnsendableValueError } from '../../errors/callErrors.js';
import { ConnectionClosedError } from '../../errors/connectionErrors.js';
import { type Framing, framings } from '../../framing/framings.js';
import { GatheredFrames } from '../../framing/gatheredFrames.js';
import type { Transport } from '../../transport/transport.js';
import { fitsInto } from '../../transport/utf8.js';
import type { ByteBudget, CheckBudget } from './byteBudget.js';
import type { ErrorObject } from './message.js';
import type { Completion, Content, MessageExtras } from './outgoingMessage.js';
import type { Peer } from './peer.js';
import { writeTruncated } from './truncatedError.js';

/** Gathered text above this goes out at once. */
const LARGEST_GATHERED_TEXT = 64 * 1024;

/** Attachments up to this are copied behind their line, which saves a system call. */
const LARGEST_COPIED_BYTES = 32 * 1024;

/** How long a message may wait for others while a function of the user runs. */
export const LONGEST_WAIT_MILLISECONDS = 5;

/** Where a connection writes to; a transport is one. */
export type ByteSink = Pick<Transport, 'write' | 'peerAlwaysReads' | 'unwritten'>;

/**
 * Sends messages. It gathers them, so that many go out in one write: those of one chunk of input at its end, others when
 * the microtasks of the event that made them have run.
 */
export class Outbox {
  readonly #sink: ByteSink;
  readonly #peer: Peer;
  readonly #checkBudget: CheckBudget;
  readonly #framing: Framing;
  readonly #gathered = new GatheredFrames();
  #completions: Completion[] = [];
  #isGathering = false;
  #isScheduled = false;
  #closed: Error | undefined;
  #lastFlush = 0;
  /** The length of the replies since the sink has last been empty. */
  #replied = 0;

  constructor(sink: ByteSink, peer: Peer, budget: ByteBudget, framing: Framing = framings.lines) {
    this.#sink = sink;
    this.#peer = peer;
    this.#framing = framing;
    this.#checkBudget = budget.count('Answers that are not written', () => this.#unwrittenReplies());
  }

  /** Whether something waits to be written together with what follows. */
  get hasGathered(): boolean {
    return this.#gathered.length > 0;
  }

  /**
   * Posts a message of this side's own.
   *
   * @param line without its end
   * @param completion told when the last byte is given to be written, or why that will not be
   * @throws UnsendableValueError where it is longer than the peer accepts, or its bytes have changed their length; the
   *   completion hears nothing then
   */
  post(line: string, extras?: MessageExtras, completion?: Completion): void {
    this.#post(line, extras, completion, false);
  }

  /** The same for what the other side has asked for, which counts as long as it is not written. */
  reply(line: string, extras?: MessageExtras, completion?: Completion): void {
    this.#post(line, extras, completion, true);
  }

  /** Replies by a message with an error, which is cut where it is longer than the peer accepts; never throws. */
  replyError(error: ErrorObject, write: (error: ErrorObject) => string): void {
    this.sendLine(writeTruncated(this.#peer.maxMessageLength, error, write), true);
  }

  /** Posts a line of the protocol itself, which is short: no limit that makes sense forbids it. */
  postOwn(line: string): void {
    this.sendLine(line, false);
  }

  /** Sends a line, which is without its end. */
  sendLine(line: string, isReply: boolean): void {
    if (this.#closed !== undefined) {
      return;
    }
    if (isReply) {
      this.#replied += line.length;
    }
    this.#gathered.add(this.#framing.encode(line));
    if (this.#gathered.length > LARGEST_GATHERED_TEXT) {
      this.flush();
    } else if (!this.#isGathering && !this.#isScheduled) {
      this.#isScheduled = true;
      process.nextTick(flushScheduled, this);
    }
  }

  /**
   * Sends a line, which is without its end, with the attachments that it announces.
   *
   * @param whole the length of all that it is a part of, in bytes; its own by default
   */
  sendWithAttachments(line: string, attachments: readonly Content[], isReply: boolean, whole = 0): void {
    if (this.#closed !== undefined) {
      return;
    }
    this.flush();
    const total = attachments.reduce((sum, { length }) => sum + length, 0);
    if (isReply) {
      this.#replied += line.length + total;
    }
    const parts = [this.#framing.encode(line), ...attachments.map(({ data }) => data)];
    this.#write(total <= LARGEST_COPIED_BYTES ? [join(parts)] : parts, Math.max(whole, line.length + total));
  }

  /** Whether the peer accepts a line of this length. */
  fits(line: string): boolean {
    return fitsInto(line, this.#peer.maxMessageLength);
  }

  /** @throws UnsendableValueError for a message that is longer than the peer accepts */
  checkLength(line: string, extras?: MessageExtras): void {
    const limit = this.#peer.maxMessageLength;
    const following = extras?.rest?.length ?? 0;
    if (following > limit || !this.fits(line)) {
      const length = Math.max(Buffer.byteLength(line), following);
      const reason = `is ${length} bytes long, which is over the limit of ${limit} bytes that the other side has named`;
      throw new UnsendableValueError(`The message ${reason}; send it in parts, as a stream.`);
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

  /**
   * Flushes when the last time is long ago: a function of the user may keep the thread for itself.
   *
   * @returns whether it was
   */
  flushIfStale(): boolean {
    if (this.#gathered.length === 0) {
      return false;
    }
    const now = Date.now();
    if (Math.abs(now - this.#lastFlush) < LONGEST_WAIT_MILLISECONDS) {
      return false;
    }
    this.#lastFlush = now;
    this.flush();
    return true;
  }

  /** Writes what was gathered. */
  flush(): void {
    if (this.#gathered.length > 0) {
      const { length } = this.#gathered;
      this.#write([this.#gathered.take()], length);
    }
    if (this.#completions.length > 0) {
      for (const completion of this.#completions.splice(0)) {
        completion();
      }
    }
  }

  /** Drops what is not written, and what is sent from now on; who waits is told. */
  close(error: Error = new ConnectionClosedError()): void {
    if (this.#closed !== undefined) {
      return;
    }
    this.#closed = error;
    this.#gathered.take();
    this.#replied = 0;
    for (const completion of this.#completions.splice(0)) {
      completion(error);
    }
  }

  #post(
    line: string,
    extras: MessageExtras | undefined,
    completion: Completion | undefined,
    isReply: boolean,
  ): void {
    this.checkLength(line, extras);
    if (this.#closed !== undefined) {
      completion?.(this.#closed);
      return;
    }
    const attachments = extras?.attachments;
    if (attachments === undefined) {
      if (completion !== undefined) {
        this.#completions.push(completion);
      }
      this.sendLine(line, isReply);
      return;
    }
    if (attachments.some(({ data, length }) => typeof data !== 'string' && data.length !== length)) {
      throw new UnsendableValueError('Bytes were taken away while the message was written; send a copy.');
    }
    const rest = extras?.rest;
    if (rest !== undefined) {
      rest.send({ line, attachments, isReply, completion });
      return;
    }
    this.sendWithAttachments(line, attachments, isReply);
    completion?.(this.#closed);
  }

  /**
   * Writes the parts of a message with nothing between them.
   *
   * @param whole the length of what they belong to
   */
  #write(parts: readonly (string | Uint8Array)[], whole: number): void {
    for (const part of parts) {
      this.#sink.write(part);
    }
    if (this.#replied > 0 && this.#unwrittenReplies() > 0) {
      this.#checkBudget(whole);
    }
  }

  // What is written first is not known where there is more than replies: then it is taken to be the rest.
  #unwrittenReplies(): number {
    const unwritten = this.#sink.unwritten ?? 0;
    if (unwritten === 0) {
      this.#replied = 0;
    }
    return Math.min(unwritten, this.#replied);
  }

  /** @internal What {@link sendLine} has scheduled. */
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
