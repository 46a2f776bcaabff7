import { encodeThrown } from './errorCodec.js';
import type { Scope } from './incomingCall.js';
import type { ErrorObject } from './message.js';
import { makeSource, type StreamSource } from './streamSource.js';

/** A batch closes when its items reach this many characters of JSON. */
const LARGEST_BATCH = 64 * 1024;

/** An item, written. */
export interface EncodedItem {
  readonly json: string;
  /**
   * Sends the item as a batch of its own, because bytes go with it; not there for others. Calls back when it is out
   * where that takes several turns of the event loop, and tells whether it will.
   */
  readonly send?: (whenSent: () => void) => boolean;
}

/** What a writer needs of its connection. */
export interface StreamOutput {
  /** @throws UnsendableValueError for an item that cannot be sent */
  encodeItem(stream: number, item: unknown): EncodedItem;
  sendItems(stream: number, items: readonly string[]): void;
  sendEnd(stream: number, error: ErrorObject | undefined): void;
  /** The writer is done, for whatever reason. */
  closedWriter(stream: number): void;
}

/** Sends the items of an async sequence, never more than the reader has asked for. */
export class StreamWriter {
  readonly #number: number;
  readonly #source: StreamSource;
  readonly #output: StreamOutput;
  readonly #scope: Scope | undefined;
  #credit = 0;
  #wake: (() => void) | undefined;
  #isRunning = false;
  #isClosed = false;
  #batch: string[] = [];
  #batchLength = 0;

  /** Called once when the stream has ended in any way. */
  onClosed: ((wasCancelled: boolean) => void) | undefined;

  constructor(number: number, sequence: AsyncIterable<unknown>, output: StreamOutput, scope?: Scope) {
    this.#number = number;
    this.#source = makeSource(sequence);
    this.#output = output;
    this.#scope = scope;
  }

  /** The reader takes this many items more. */
  pull(credit: number): void {
    if (this.#isClosed) {
      return;
    }
    this.#credit += credit;
    this.#wake?.();
    if (!this.#isRunning) {
      this.#isRunning = true;
      const run = () => this.#run();
      void (this.#scope === undefined ? run() : this.#scope(run));
    }
  }

  /** Nobody wants more: the source is ended, and nothing more is sent. */
  cancel(): void {
    if (this.#isClosed) {
      return;
    }
    this.#close(true);
    this.#wake?.();
    const end = () => void this.#source.end();
    if (this.#scope === undefined) {
      end();
    } else {
      this.#scope(end);
    }
  }

  // One loop for the whole stream, so that the source runs in one asynchronous context from start to end.
  async #run(): Promise<void> {
    let failure: ErrorObject | undefined;
    try {
      while (!this.#isClosed) {
        if (this.#credit === 0) {
          await this.#moreCredit();
          continue;
        }
        this.#credit--;
        const { done, value } = await this.#source.next();
        if (done === true) {
          break;
        }
        const sent = this.#isClosed ? undefined : this.#add(value);
        if (sent !== undefined) {
          await sent;
        }
      }
    } catch (thrown) {
      failure = encodeThrown(thrown);
      // A source that threw has ended; one whose item could not be sent has not.
      await this.#source.end();
    }
    if (!this.#isClosed) {
      this.#flush();
      this.#output.sendEnd(this.#number, failure);
      this.#close(false);
    }
  }

  #moreCredit(): Promise<void> {
    // What is there goes out before the wait.
    this.#flush();
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }

  // Gives what is to be waited for before the next item.
  #add(value: unknown): Promise<void> | undefined {
    const { json, send } = this.#output.encodeItem(this.#number, value);
    if (send !== undefined) {
      this.#flush();
      return new Promise((resolve) => {
        if (!send(resolve)) {
          setImmediate(resolve);
        }
      });
    }
    if (this.#batch.length === 0) {
      // After the microtasks: until then more items may join.
      process.nextTick(() => this.#flush());
    }
    this.#batch.push(json);
    this.#batchLength += json.length;
    if (this.#batchLength >= LARGEST_BATCH) {
      this.#flush();
      // Other messages, those of the reader too, come between large batches.
      return new Promise((resolve) => setImmediate(resolve));
    }
    return undefined;
  }

  #flush(): void {
    if (this.#batch.length > 0 && !this.#isClosed) {
      const items = this.#batch;
      this.#batch = [];
      this.#batchLength = 0;
      this.#output.sendItems(this.#number, items);
    }
  }

  #close(wasCancelled: boolean): void {
    this.#isClosed = true;
    this.#batch = [];
    this.#output.closedWriter(this.#number);
    this.onClosed?.(wasCancelled);
  }
}
