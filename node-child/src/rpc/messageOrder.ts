import type { ErrorObject } from './message.js';
import type { EncodedValue, MessageSender } from './messageSender.js';

/**
 * Keeps the messages of one call in order. One with long values has come only when the last of them has, so those behind
 * it wait until that is out.
 */
export class MessageOrder {
  readonly #sender: MessageSender;
  #waiting: (() => void)[] = [];
  #isHeld = false;

  constructor(sender: MessageSender) {
    this.#sender = sender;
  }

  /**
   * Posts a line without its end, at once or behind those before it.
   *
   * @throws UnsendableValueError where it is longer than the peer accepts
   */
  post(line: string, encoded?: EncodedValue): void {
    this.#sender.checkLength(line, encoded?.long);
    this.#inTurn(() => {
      this.#isHeld = encoded?.long !== undefined && encoded.long.length > 0;
      this.#sender.post(line, encoded, () => this.#continue());
    });
  }

  /** Posts a message with an error likewise; it is cut where it is longer than the peer accepts. */
  postError(error: ErrorObject, write: (error: ErrorObject) => string): void {
    this.#inTurn(() => this.#sender.postError(error, write));
  }

  #inTurn(post: () => void): void {
    if (this.#isHeld) {
      this.#waiting.push(post);
    } else {
      post();
    }
  }

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
