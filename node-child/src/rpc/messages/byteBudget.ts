import { ProtocolError } from '../../errors/connectionErrors.js';

/** One kind of what the other side makes this one hold. */
interface Held {
  /** What it is, as the beginning of a sentence: "Answers that …". */
  readonly what: string;
  /** How many bytes of it there are now. */
  readonly bytes: () => number;
}

/**
 * Called when there is more of a kind.
 *
 * @param ofOne how many bytes one thing alone takes, with what is held of it already
 */
export type CheckBudget = (ofOne: number) => void;

/**
 * The bytes that the other side makes this one hold, of all kinds together. One thing
 * alone is never too much, for it has a limit of its own.
 */
export class ByteBudget {
  /** The most bytes. */
  readonly limit: number;
  readonly #kinds: Held[] = [];
  #isExceeded = false;

  /** Ends the connection; called once. Set before the first message. */
  onExceeded: (error: ProtocolError) => void = () => {};

  constructor(limit: number) {
    this.limit = limit;
  }

  /**
   * Counts a kind from now on.
   *
   * @returns what is to be called when there is more of it
   */
  count(what: string, bytes: () => number): CheckBudget {
    const kind = { what, bytes };
    this.#kinds.push(kind);
    return (ofOne) => this.#check(kind, ofOne);
  }

  /** Whether the connection has been ended because more was held than may be. */
  get isExceeded(): boolean {
    return this.#isExceeded;
  }

  /** Whether more is held than may be, and not just one thing of so many bytes. */
  isOver(ofOne: number): boolean {
    return this.#total() > Math.max(this.limit, ofOne);
  }

  #total(): number {
    let total = 0;
    for (const { bytes } of this.#kinds) {
      total += bytes();
    }
    return total;
  }

  #check({ what, bytes }: Held, ofOne: number): void {
    if (this.#isExceeded || !this.isOver(ofOne)) {
      return;
    }
    this.#isExceeded = true;
    const total = this.#total();
    const own = bytes();
    const inAll = own < total ? ` of ${total} in all` : '';
    this.onExceeded(
      new ProtocolError(
        `${what} hold ${own} bytes${inAll}, which is over the limit of ${this.limit} bytes; raise maxBufferedBytes, or send less at once.`,
      ),
    );
  }
}
