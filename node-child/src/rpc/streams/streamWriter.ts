import type { ErrorObject } from '../messages/message.js';
import type { Completion } from '../messages/outgoingMessage.js';
import { encodeThrown } from '../values/errorCodec.js';
import { type ItemSource, makeItemSource } from './itemSource.js';

/** Runs a function in another place, such as the asynchronous context of a call. */
export type Scope = <T>(run: () => T) => T;

/** An item, written. */
export interface EncodedItem {
  readonly json: string;
  /** Sends the item as a batch of its own, because bytes go with it; not there for others. */
  readonly send?: (completion: Completion) => void;
}

/** What a writer needs of its connection. */
export interface StreamOutput {
  /** A batch closes when its items reach this many characters of JSON. */
  readonly largestBatch: number;
  /** @throws UnsendableValueError for an item that cannot be sent */
  encodeItem(stream: number, item: unknown): EncodedItem;
  sendItems(stream: number, items: readonly string[]): void;
  sendEnd(stream: number, error: ErrorObject | undefined): void;
  /** The writer is done, for whatever reason. */
  closedWriter(stream: number): void;
}

/** How a stream is written. */
export interface WriterOptions {
  /** Where its source runs. */
  readonly scope?: Scope | undefined;
  /** Called once when the stream has ended in any way. */
  readonly onClosed?: ((wasCancelled: boolean) => void) | undefined;
}

/** Sends the items of an async sequence, never more than the reader has asked for. */
export class StreamWriter {
  readonly #number: number;
  readonly #source: ItemSource;
  readonly #output: StreamOutput;
  readonly #options: WriterOptions;
  #credit = 0;
  #wake: (() => void) | undefined;
  #isRunning = false;
  #isClosed = false;
  #batch: string[] = [];
  #batchLength = 0;

  constructor(
    number: number,
    sequence: AsyncIterable<unknown>,
    output: StreamOutput,
    options: WriterOptions = {},
  ) {
    this.#number = number;
    this.#source = makeItemSource(sequence);
    this.#output = output;
    this.#options = options;
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
      this.#inScope(() => void this.#run());
    }
  }

  /** Nobody wants more: the source is ended, and nothing more is sent. */
  cancel(): void {
    if (this.#isClosed) {
      return;
    }
    this.#close(true);
    this.#wake?.();
    this.#inScope(() => void this.#source.end());
  }

  /** Sends the items that wait for others. */
  flush(): void {
    if (this.#batch.length > 0 && !this.#isClosed) {
      const items = this.#batch;
      this.#batch = [];
      this.#batchLength = 0;
      this.#output.sendItems(this.#number, items);
    }
  }

  #inScope(run: () => void): void {
    const { scope } = this.#options;
    if (scope === undefined) {
      run();
    } else {
      scope(run);
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
      this.flush();
      this.#output.sendEnd(this.#number, failure);
      this.#close(false);
    }
  }

  #moreCredit(): Promise<void> {
    // What is there goes out before the wait.
    this.flush();
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
      this.flush();
      return new Promise((resolve, reject) => {
        send((error) => (error === undefined ? setImmediate(resolve) : reject(error)));
      });
    }
    if (this.#batch.length === 0) {
      // After the microtasks: until then more items may join.
      process.nextTick(() => this.flush());
    }
    this.#batch.push(json);
    this.#batchLength += json.length;
    if (this.#batchLength >= this.#output.largestBatch) {
      this.flush();
      // Other messages, those of the reader too, come between large batches.
      return new Promise((resolve) => setImmediate(resolve));
    }
    return undefined;
  }

  #close(wasCancelled: boolean): void {
    this.#isClosed = true;
    this.#batch = [];
    this.#output.closedWriter(this.#number);
    this.#options.onClosed?.(wasCancelled);
  }
}
