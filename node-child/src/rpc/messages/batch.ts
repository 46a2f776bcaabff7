/** What a batch needs of its connection. */
interface BatchOwner {
  /** Sends the answers as one line. */
  send(line: string): void;
  /** So many bytes of answers more, or less, wait for the others of their batch. */
  held(bytes: number): void;
}

/** The answers to the messages of one batch, which go out together when the last of them is there. */
export class Batch {
  readonly #owner: BatchOwner;
  readonly #answers: string[] = [];
  #length = 0;
  #open = 1;

  /** How many messages it holds. */
  readonly size: number;

  constructor(size: number, owner: BatchOwner) {
    this.size = size;
    this.#owner = owner;
  }

  /** An answer is expected. */
  expect(): void {
    this.#open++;
  }

  /** An answer that was expected is there. */
  add(answer: string): void {
    this.addAtOnce(answer);
    this.done();
  }

  /** An answer that was not expected, because the message is none. */
  addAtOnce(answer: string): void {
    this.#answers.push(answer);
    this.#length += answer.length;
    this.#owner.held(answer.length);
  }

  /** One less to wait for; called once when the whole batch has been read. */
  done(): void {
    this.#open--;
    if (this.#open === 0 && this.#answers.length > 0) {
      this.#owner.held(-this.#length);
      this.#owner.send(`[${this.#answers.join(',')}]`);
    }
  }
}
