import { UnsendableValueError } from '../../errors/callErrors.js';
import type { ByteBudget, CheckBudget } from '../messages/byteBudget.js';
import type { Outbox } from '../messages/outbox.js';
import type { Content, MessageRest, OutgoingMessage } from '../messages/outgoingMessage.js';
import type { Peer } from '../messages/peer.js';
import { cutContent, type LongValue } from './attachments.js';
import { LongMessage, withCopies } from './longMessage.js';

/** A long value that is under way. */
interface Unfinished {
  readonly number: number;
  readonly message: LongMessage;
  readonly chunks: Iterator<Content, undefined>;
  /** How many bytes are not sent yet. */
  left: number;
}

/** A message that waits until it may begin. */
interface Waiting {
  readonly message: LongMessage;
  readonly line: OutgoingMessage;
}

/**
 * Sends messages with long values: these in chunks, one in each turn of the event loop, so that other messages come between.
 * Several messages take turns, but the peer is made to hold no more that is half there than it takes as one message: the others
 * wait in their order, whole. One alone may always go.
 */
export class LongValueChunker {
  readonly #outbox: Outbox;
  readonly #peer: Peer;
  readonly #budget: ByteBudget;
  readonly #checkBudget: CheckBudget;
  #values: Unfinished[] = [];
  #waiting: Waiting[] = [];
  /** How many bytes the peer holds of the messages that are begun and not finished. */
  #begun = 0;
  /** How many bytes of replies are not given to be written. */
  #repliesLeft = 0;
  #isScheduled = false;
  #closed: Error | undefined;

  /** Hears of a value whose bytes are gone before they are sent: nothing can follow it. Set before the first message. */
  onTorn: (error: Error) => void = () => {};

  constructor(outbox: Outbox, peer: Peer, budget: ByteBudget) {
    this.#outbox = outbox;
    this.#peer = peer;
    this.#budget = budget;
    this.#checkBudget = budget.count('Answers that wait to be sent in chunks', () => this.#repliesLeft);
  }

  /** Makes the rest of a message of its long values, whose bytes must not change until all are sent. */
  rest(values: readonly LongValue[]): MessageRest {
    return new LongMessage(this, values);
  }

  /** Sends all that is left at once: no turn of the event loop will follow. */
  flush(): void {
    for (let value = this.#values.shift(); value !== undefined; value = this.#values.shift()) {
      this.#sendChunkOf(value);
    }
  }

  /** Drops what is left; who waits is told. */
  close(error: Error): void {
    const messages = new Set([...this.#values, ...this.#waiting].map(({ message }) => message));
    this.#values = [];
    this.#waiting = [];
    this.#begun = 0;
    this.#repliesLeft = 0;
    this.#closed = error;
    for (const { completion } of messages) {
      completion?.(error);
    }
  }

  /** Called by the message itself. */
  send(message: LongMessage, line: OutgoingMessage): void {
    if (this.#closed !== undefined) {
      message.completion?.(this.#closed);
      return;
    }
    if (message.isReply) {
      this.#repliesLeft += message.left;
    }
    this.#waiting.push({ message, line: this.#mayBegin(message) ? line : withCopies(line) });
    this.#beginWaiting();
    this.#schedule();
    if (message.isReply && this.#budget.isOver(message.whole)) {
      // Where writes are complete before they return, as to a host that reads always, nothing is left then.
      this.flush();
      this.#checkBudget(message.whole);
    }
  }

  /** Called by the message itself. */
  withdraw(message: LongMessage): boolean {
    const index = this.#waiting.findIndex((waiting) => waiting.message === message);
    if (index === -1) {
      return false;
    }
    this.#waiting.splice(index, 1);
    // It may have stood in the way of shorter ones.
    this.#beginWaiting();
    this.#schedule();
    return true;
  }

  #mayBegin({ held }: LongMessage): boolean {
    return this.#begun === 0 || this.#begun + held <= this.#peer.maxMessageLength;
  }

  #beginWaiting(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (!this.#mayBegin(next.message)) {
        return;
      }
      this.#waiting.shift();
      this.#begin(next);
    }
  }

  #begin({ message, line: { line, attachments } }: Waiting): void {
    this.#begun += message.held;
    for (const { number, content } of message.values) {
      this.#values.push({ number, message, chunks: cutContent(content), left: content.length });
    }
    message.values = [];
    this.#give(message, line, attachments, message.left - message.length);
  }

  #give(message: LongMessage, line: string, attachments: readonly Content[], length: number): void {
    message.left -= length;
    if (message.isReply) {
      this.#repliesLeft -= length;
    }
    message.given += attachments.reduce((sum, { length }) => sum + length, line.length);
    this.#outbox.sendWithAttachments(line, attachments, message.isReply, message.whole);
  }

  #schedule(): void {
    if (this.#values.length > 0 && !this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        this.#sendChunk();
      });
    }
  }

  #sendChunk(): void {
    const value = this.#values.shift();
    if (value !== undefined) {
      this.#sendChunkOf(value);
      this.#schedule();
    }
  }

  #sendChunkOf(value: Unfinished): void {
    const { number, message } = value;
    const chunk = nextChunk(value);
    if (chunk === undefined) {
      const error = new UnsendableValueError(
        'Bytes were taken away before all of them were sent; send a copy.',
      );
      this.#values.push(value);
      this.close(error);
      this.onTorn(error);
      return;
    }
    value.left -= chunk.length;
    const line = `{"$bin":[${chunk.length}],"jsonrpc":"2.0","method":"$/chunk","params":[${number},{"$bin":0}]}`;
    this.#give(message, line, [chunk], chunk.length);
    if (value.left > 0) {
      // To the back: several values take turns.
      this.#values.push(value);
      return;
    }
    message.missing--;
    if (message.missing === 0) {
      this.#begun -= message.held;
      this.#beginWaiting();
      message.completion?.();
    }
  }
}

// Their buffer may have been transferred, or made shorter.
function nextChunk({ chunks }: Unfinished): Content | undefined {
  try {
    return chunks.next().value;
  } catch {
    return undefined;
  }
}
