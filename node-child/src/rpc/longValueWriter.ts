import { MOST_ATTACHED_BYTES } from '../framing/attachmentHeader.js';
import type { LongValue } from './attachments.js';
import type { Outbox } from './outbox.js';

interface Unfinished extends LongValue {
  offset: number;
}

/** Sends long values in chunks, one in each turn of the event loop, so that other messages come between. */
export class LongValueWriter {
  readonly #outbox: Outbox;
  #values: Unfinished[] = [];

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** Begins to send values whose message is out. Their bytes must not change until all are sent. */
  send(values: readonly LongValue[]): void {
    const isIdle = this.#values.length === 0;
    this.#values.push(...values.map((value) => ({ ...value, offset: 0 })));
    if (isIdle && this.#values.length > 0) {
      setImmediate(() => this.#sendChunk());
    }
  }

  /** Sends all that is left at once: no turn of the event loop will follow. */
  flush(): void {
    for (let value = this.#values.shift(); value !== undefined; value = this.#values.shift()) {
      this.#sendChunkOf(value);
    }
  }

  #sendChunk(): void {
    const value = this.#values.shift();
    if (value === undefined) {
      return;
    }
    this.#sendChunkOf(value);
    if (this.#values.length > 0) {
      setImmediate(() => this.#sendChunk());
    }
  }

  #sendChunkOf(value: Unfinished): void {
    const { number, bytes, offset } = value;
    const chunk = bytes.subarray(offset, offset + MOST_ATTACHED_BYTES);
    this.#outbox.sendWithAttachments(
      `{"$bin":[${chunk.length}],"jsonrpc":"2.0","method":"$/chunk","params":[${number},{"$bin":0}]}\n`,
      [chunk],
    );
    value.offset += chunk.length;
    if (value.offset < bytes.length) {
      // To the back: several values take turns.
      this.#values.push(value);
    }
  }
}
