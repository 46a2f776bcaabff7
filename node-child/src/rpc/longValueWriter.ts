import { UnsendableValueError } from '../errors/callErrors.js';
import { type Content, cutContent, type LongValue } from './attachments.js';
import type { Outbox } from './outbox.js';

/** The long values of one message. */
interface UnfinishedMessage {
  missing: number;
  readonly whenSent: (() => void) | undefined;
}

interface Unfinished {
  readonly number: number;
  readonly message: UnfinishedMessage;
  readonly chunks: Iterator<Content, undefined>;
  /** How many bytes are not sent yet. */
  left: number;
}

/** Sends long values in chunks, one in each turn of the event loop, so that other messages come between. */
export class LongValueWriter {
  readonly #outbox: Outbox;
  readonly #onTorn: (error: Error) => void;
  #values: Unfinished[] = [];
  #isScheduled = false;

  /** @param onTorn hears of a value whose bytes are gone before they are sent: nothing can follow it */
  constructor(outbox: Outbox, onTorn: (error: Error) => void) {
    this.#outbox = outbox;
    this.#onTorn = onTorn;
  }

  /**
   * Begins to send values whose message is out. Their bytes must not change until all are sent.
   *
   * @param whenSent called with the last chunk: until then the message has not come for the other side, and what is
   * sent meanwhile overtakes it
   */
  send(values: readonly LongValue[], whenSent?: () => void): void {
    const message = { missing: values.length, whenSent };
    for (const { number, content } of values) {
      this.#values.push({ number, message, chunks: cutContent(content), left: content.length });
    }
    this.#schedule();
  }

  /** Sends all that is left at once: no turn of the event loop will follow. */
  flush(): void {
    for (let value = this.#values.shift(); value !== undefined; value = this.#values.shift()) {
      this.#sendChunkOf(value);
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
      this.#values = [];
      this.#onTorn(
        new UnsendableValueError('Bytes were taken away before all of them were sent; send a copy.'),
      );
      return;
    }
    this.#outbox.sendWithAttachments(
      `{"$bin":[${chunk.length}],"jsonrpc":"2.0","method":"$/chunk","params":[${number},{"$bin":0}]}\n`,
      [chunk],
    );
    value.left -= chunk.length;
    if (value.left > 0) {
      // To the back: several values take turns.
      this.#values.push(value);
      return;
    }
    message.missing--;
    if (message.missing === 0) {
      message.whenSent?.();
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
