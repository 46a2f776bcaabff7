import { UnsendableValueError } from '../../errors/callErrors.js';
import type { ByteBudget } from '../messages/byteBudget.js';
import type { Outbox } from '../messages/outbox.js';
import type { Completion, Content, MessageRest } from '../messages/outgoingMessage.js';
import type { Peer } from '../messages/peer.js';
import { cutContent, type LongValue } from './attachments.js';

/** The long values of one message. */
interface UnfinishedMessage {
  readonly values: readonly LongValue[];
  /** In bytes, of all its values. */
  readonly length: number;
  readonly isReply: boolean;
  readonly completion: Completion | undefined;
  missing: number;
}

interface Unfinished {
  readonly number: number;
  readonly message: UnfinishedMessage;
  readonly chunks: Iterator<Content, undefined>;
  /** How many bytes are not sent yet. */
  left: number;
}

/**
 * Sends long values in chunks, one in each turn of the event loop, so that other messages come between. Those of several
 * messages take turns, but never more of them than the peer takes as one message: the others wait in their order, so that it
 * need not hold much that is half there.
 */
export class LongValueChunker {
  readonly #outbox: Outbox;
  readonly #peer: Peer;
  readonly #budget: ByteBudget;
  readonly #checkBudget: () => void;
  #values: Unfinished[] = [];
  #waiting: UnfinishedMessage[] = [];
  /** The length of the messages that are begun and not finished. */
  #begun = 0;
  /** How many bytes of replies are not sent yet. */
  #repliesLeft = 0;
  #isScheduled = false;

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
    const length = values.reduce((sum, { content }) => sum + content.length, 0);
    return {
      length,
      send: (isReply, completion) =>
        this.#send({ values, length, isReply, completion, missing: values.length }),
    };
  }

  /** Sends all that is left at once: no turn of the event loop will follow. */
  flush(): void {
    for (let value = this.#values.shift(); value !== undefined; value = this.#values.shift()) {
      this.#sendChunkOf(value);
    }
  }

  /** Drops what is left; who waits is told. */
  close(error: Error): void {
    const messages = new Set([...this.#values.map(({ message }) => message), ...this.#waiting]);
    this.#values = [];
    this.#waiting = [];
    this.#begun = 0;
    this.#repliesLeft = 0;
    for (const { completion } of messages) {
      completion?.(error);
    }
  }

  #send(message: UnfinishedMessage): void {
    this.#waiting.push(message);
    this.#beginWaiting();
    this.#schedule();
    if (!message.isReply) {
      return;
    }
    this.#repliesLeft += message.length;
    if (this.#budget.isOver) {
      // Where writes are complete before they return, as to a host that reads always, nothing is left then.
      this.flush();
      this.#checkBudget();
    }
  }

  #beginWaiting(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#begun > 0 && this.#begun + next.length > this.#peer.maxMessageLength) {
        return;
      }
      this.#waiting.shift();
      this.#begun += next.length;
      for (const { number, content } of next.values) {
        this.#values.push({ number, message: next, chunks: cutContent(content), left: content.length });
      }
    }
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
    if (message.isReply) {
      this.#repliesLeft -= chunk.length;
    }
    this.#outbox.sendWithAttachments(
      `{"$bin":[${chunk.length}],"jsonrpc":"2.0","method":"$/chunk","params":[${number},{"$bin":0}]}`,
      [chunk],
      message.isReply,
    );
    if (value.left > 0) {
      // To the back: several values take turns.
      this.#values.push(value);
      return;
    }
    message.missing--;
    if (message.missing === 0) {
      this.#begun -= message.length;
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
