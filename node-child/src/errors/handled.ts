/**
 * Marks a promise that is handed out as looked at: where nobody looks at it, its rejection must not end the process, and
 * all other calls with it. Whoever awaits it still gets the rejection.
 */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(ignore);
  return promise;
}

/**
 * The items that were asked of a generator and that it has not given. Their promises are marked as handled when it ends: V8
 * finds the line that awaits one only where nobody else looks at it.
 */
export class AskedItems {
  readonly #promises: Promise<unknown>[] = [];
  #isOpen = true;

  add<T>(promise: Promise<T>): Promise<T> {
    if (!this.#isOpen) {
      return handled(promise);
    }
    this.#promises.push(promise);
    return promise;
  }

  gave(): void {
    this.#promises.shift();
  }

  end(): void {
    this.#isOpen = false;
    for (const promise of this.#promises.splice(0)) {
      queueMicrotask(() => handled(promise));
    }
  }
}

/** The same for every promise that a generator gives, which tells what it has given, and its end. */
export function handledGenerator<T>(
  generator: AsyncGenerator<T, void, undefined>,
  asked: AskedItems,
): AsyncGenerator<T, void, undefined> {
  const end = () => handled(generator.return());
  return {
    next: () => asked.add(generator.next()),
    return: end,
    throw: (error: unknown) => handled(generator.throw(error)),
    async [Symbol.asyncDispose]() {
      await end();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function ignore(): void {}
