import type { EncodedValue, MessageSender } from './messageSender.js';

interface Waiting {
  readonly line: string;
  readonly encoded: EncodedValue | undefined;
}

/**
 * Keeps the messages of one call in order. One with long values has come only when the last of them has, so those behind
 * it wait until that is out.
 */
export class MessageOrder {
  readonly #sender: MessageSender;
  #waiting: Waiting[] = [];
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
    if (this.#isHeld) {
      this.#sender.checkLength(line, encoded?.long);
      this.#waiting.push({ line, encoded });
    } else {
      this.#send(line, encoded);
    }
  }

  #send(line: string, encoded: EncodedValue | undefined): void {
    this.#isHeld = encoded?.long !== undefined && encoded.long.length > 0;
    this.#sender.post(line, encoded, () => this.#continue());
  }

  #continue(): void {
    this.#isHeld = false;
    while (!this.#isHeld) {
      const next = this.#waiting.shift();
      if (next === undefined) {
        return;
      }
      this.#send(next.line, next.encoded);
    }
  }
}
