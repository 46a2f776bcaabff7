import type { ErrorObject } from './message.js';
import type { Outbox } from './outbox.js';
import type { MessageExtras } from './outgoingMessage.js';

/**
 * Keeps the messages of one call in order. One with long values has come only when the last of them has, so those behind
 * it wait until that is out.
 */
export class MessageOrder {
  readonly #outbox: Outbox;
  #waiting: (() => void)[] = [];
  #isHeld = false;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /**
   * Posts a line without its end, at once or behind those before it.
   *
   * @param onUnsendable hears of what is found out only when it is its turn: that its bytes have been taken away
   * @throws UnsendableValueError where it is longer than the peer accepts
   */
  reply(line: string, extras: MessageExtras | undefined, onUnsendable: (error: unknown) => void): void {
    this.#outbox.checkLength(line, extras);
    if (!this.#isHeld) {
      this.#reply(line, extras);
      return;
    }
    this.#waiting.push(() => {
      try {
        this.#reply(line, extras);
      } catch (error) {
        this.#isHeld = false;
        onUnsendable(error);
      }
    });
  }

  /** Posts a message with an error likewise; it is cut where it is longer than the peer accepts. */
  replyError(error: ErrorObject, write: (error: ErrorObject) => string): void {
    const post = () => this.#outbox.replyError(error, write);
    if (this.#isHeld) {
      this.#waiting.push(post);
    } else {
      post();
    }
  }

  #reply(line: string, extras: MessageExtras | undefined): void {
    if (extras?.rest === undefined) {
      this.#outbox.reply(line, extras);
      return;
    }
    this.#isHeld = true;
    this.#outbox.reply(line, extras, () => this.#continue());
  }

  // Where nothing is written any more, what waits is dropped likewise.
  #continue(): void {
    this.#isHeld = false;
    while (!this.#isHeld) {
      const post = this.#waiting.shift();
      if (post === undefined) {
        return;
      }
      post();
    }
  }
}
