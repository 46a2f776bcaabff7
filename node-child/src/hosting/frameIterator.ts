import { handled } from '../errors/handled.js';
import type { ReadOptions, ReadResult } from './frameInbox.js';

/**
 * Reads frames one after another until their end. Unlike an async generator, it can be left while a read is pending:
 * that read ends, and the frame that it would have got stays for others.
 */
export class FrameIterator<T> implements AsyncGenerator<T, void, undefined> {
  readonly #read: (options: ReadOptions) => Promise<ReadResult<T>>;
  readonly #leaving = new AbortController();

  constructor(read: (options: ReadOptions) => Promise<ReadResult<T>>) {
    this.#read = read;
  }

  next(): Promise<IteratorResult<T, void>> {
    return handled(this.#next());
  }

  async return(): Promise<IteratorResult<T, void>> {
    this.#leaving.abort();
    return { done: true, value: undefined };
  }

  throw(error: unknown): Promise<IteratorResult<T, void>> {
    this.#leaving.abort();
    return handled(Promise.reject(error));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #next(): Promise<IteratorResult<T, void>> {
    const { signal } = this.#leaving;
    if (!signal.aborted) {
      const result = await this.#read({ signal }).catch((error: unknown) => {
        if (error === signal.reason) {
          return undefined;
        }
        this.#leaving.abort();
        throw error;
      });
      if (result?.kind === 'frame') {
        return { done: false, value: result.frame };
      }
      this.#leaving.abort();
    }
    return { done: true, value: undefined };
  }
}
