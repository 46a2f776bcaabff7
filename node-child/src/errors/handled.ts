/**
 * Marks a promise that is handed out as looked at: where nobody looks at it, its rejection must not end the process, and
 * all other calls with it. Whoever awaits it still gets the rejection.
 */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(ignore);
  return promise;
}

/** The same for every promise that a generator gives. */
export function handledGenerator<T>(
  generator: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  const end = () => handled(generator.return());
  return {
    next: () => handled(generator.next()),
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
