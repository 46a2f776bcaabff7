/** The numbers from 1 to the last one. */
export async function* numbers(last: number): AsyncGenerator<number> {
  for (let number = 1; number <= last; number++) {
    yield number;
  }
}

/** All items of a sequence, once it has ended. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) {
    collected.push(item);
  }
  return collected;
}
