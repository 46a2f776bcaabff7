/** The answers to the messages of one batch, which go out together when the last of them is there. */
export class Batch {
  readonly #send: (line: string) => void;
  readonly #answers: string[] = [];
  #open = 1;

  constructor(send: (line: string) => void) {
    this.#send = send;
  }

  /** An answer is expected. */
  expect(): void {
    this.#open++;
  }

  /** An answer that was expected is there. */
  add(answer: string): void {
    this.#answers.push(answer);
    this.done();
  }

  /** An answer that was not expected, because the message is none. */
  addAtOnce(answer: string): void {
    this.#answers.push(answer);
  }

  /** One less to wait for; called once when the whole batch has been read. */
  done(): void {
    this.#open--;
    if (this.#open === 0 && this.#answers.length > 0) {
      this.#send(`[${this.#answers.join(',')}]`);
    }
  }
}
