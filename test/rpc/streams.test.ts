import { describe, expect, test } from 'vitest';
import { STREAM_WINDOW } from '../../node-child/src/rpc/streams/streamReader.js';
import { poll } from '../support/poll.js';
import { deferred, echo, settle, startPair } from './pair.js';

/** A source that tells how far it has got and whether it has ended. */
class Source {
  made = 0;
  hasEnded = false;

  async *numbers(limit = Number.POSITIVE_INFINITY): AsyncGenerator<number> {
    try {
      while (this.made < limit) {
        yield ++this.made;
      }
    } finally {
      this.hasEnded = true;
    }
  }

  ended(): Promise<boolean> {
    return poll('the end of the source', () => this.hasEnded);
  }
}

describe('a stream in a result', () => {
  test('gives all items in order, and its end', async () => {
    using pair = await startPair({ give: () => new Source().numbers(1_000) });
    const items: number[] = [];
    for await (const item of pair.child.stream<number>('give')) {
      items.push(item);
    }
    expect(items).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  });

  test('whose reader leaves in the middle runs the finally of its generator', async () => {
    const source = new Source();
    using pair = await startPair({ give: () => source.numbers() });
    for await (const item of pair.child.stream<number>('give')) {
      if (item === 10) {
        break;
      }
    }
    await source.ended();
    expect(source.made).toBeLessThanOrEqual(10 + STREAM_WINDOW);
  });

  test('that throws in the middle gives what came before, then the error', async () => {
    using pair = await startPair({
      give: async function* () {
        yield 1;
        yield 2;
        throw new TypeError('dry');
      },
    });
    const items: number[] = [];
    const reading = (async () => {
      for await (const item of pair.child.stream<number>('give')) {
        items.push(item);
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: 'TypeError', message: 'dry' });
    expect(items).toEqual([1, 2]);
  });

  test('never makes more items than were read plus the credit', async () => {
    const source = new Source();
    using pair = await startPair({ give: () => source.numbers(1_000_000) });
    const stream = pair.child.stream<number>('give');
    for (let read = 1; read <= 300; read++) {
      await stream.next();
      if (read % 50 === 0) {
        await settle();
      }
      expect(source.made).toBeLessThanOrEqual(read + STREAM_WINDOW);
    }
    await stream.return();
    await source.ended();
  });

  test('makes nothing before anybody reads', async () => {
    const source = new Source();
    using pair = await startPair({ give: () => ({ rows: source.numbers(3) }) });
    const { rows } = await pair.child.invoke<{ rows: AsyncIterable<number> }>('give');
    await settle();
    expect(source.made).toBe(0);
    const items: number[] = [];
    for await (const item of rows) {
      items.push(item);
    }
    expect(items).toEqual([1, 2, 3]);
  });

  test('may be a ReadableStream, of bytes too, and hold any value', async () => {
    const chunks = [Buffer.alloc(70_000, 1), Buffer.alloc(3, 2), Buffer.alloc(0)];
    using pair = await startPair({
      bytes: () => ReadableStream.from(chunks),
      values: () => ReadableStream.from([null, 0, '', { a: [1] }]),
    });
    const received: Buffer[] = [];
    for await (const chunk of pair.child.stream<Buffer>('bytes')) {
      received.push(chunk);
    }
    expect(received.map((chunk) => chunk.length)).toEqual([70_000, 3, 0]);
    expect(Buffer.concat(received).equals(Buffer.concat(chunks))).toBe(true);
    const values: unknown[] = [];
    for await (const value of pair.child.stream('values')) {
      values.push(value);
    }
    expect(values).toEqual([null, 0, '', { a: [1] }]);
  });

  test('with an item that cannot be sent ends with that error, and its source ends', async () => {
    let hasEnded = false;
    using pair = await startPair({
      give: async function* () {
        try {
          yield 1;
          yield { a: Number.NaN };
        } finally {
          hasEnded = true;
        }
      },
    });
    const stream = pair.child.stream('give');
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    await expect(stream.next()).rejects.toThrow(/item\.a is NaN/);
    expect(hasEnded).toBe(true);
  });

  test('is cancelled with the signal of its call, while it is read', async () => {
    const source = new Source();
    using pair = await startPair({ give: () => source.numbers() });
    const controller = new AbortController();
    const stream = pair.child.with({ signal: controller.signal }).stream('give');
    await stream.next();
    controller.abort(new Error('enough'));
    await expect(stream.next()).rejects.toThrow('enough');
    await source.ended();
  });

  test('aborts the signal of its call when the reader leaves', async () => {
    const aborted = deferred<unknown>();
    using pair = await startPair({
      give: async function* ({ signal }) {
        signal.addEventListener('abort', () => aborted.resolve(signal.reason));
        yield 1;
        await new Promise(() => {});
      },
    });
    const stream = pair.child.stream('give');
    await stream.next();
    await stream.return();
    expect(await aborted.promise).toMatchObject({ name: 'AbortError' });
  });

  test('that comes too late for its caller is cancelled', async () => {
    const released = deferred();
    const release = deferred();
    using pair = await startPair({
      give: async () => {
        await release.promise;
        return {
          [Symbol.asyncIterator]: () => ({
            next: () => Promise.resolve({ done: true as const, value: undefined }),
            return: () => {
              released.resolve();
              return Promise.resolve({ done: true as const, value: undefined });
            },
          }),
        };
      },
    });
    const controller = new AbortController();
    const call = pair.child.with({ signal: controller.signal }).invoke('give');
    await settle();
    controller.abort();
    await expect(call).rejects.toThrow();
    release.resolve();
    await released.promise;
  });

  test('fails for its reader when the connection ends, and its source ends', async () => {
    const source = new Source();
    using pair = await startPair({ give: () => source.numbers() });
    const stream = pair.child.stream('give');
    for (let read = 0; read < 5; read++) {
      await stream.next();
    }
    pair.disconnect();
    const reading = (async () => {
      for (;;) {
        await stream.next();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
    await source.ended();
  });

  test('that is none is an error of stream()', async () => {
    using pair = await startPair({ echo });
    await expect(pair.child.stream('echo', 1).next()).rejects.toMatchObject({
      code: 'ERR_NODEPIPE_NO_STREAM',
    });
    const items: unknown[] = [];
    for await (const item of pair.child.stream('echo', [1, 2])) {
      items.push(item);
    }
    expect(items).toEqual([1, 2]);
  });
});

describe('a stream in the arguments', () => {
  const sum = async (call: { readonly arguments: readonly unknown[] }): Promise<number> => {
    let total = 0;
    for await (const number of call.arguments[0] as AsyncIterable<number>) {
      total += number;
    }
    return total;
  };

  test('is read to its end', async () => {
    using pair = await startPair({ sum });
    expect(await pair.child.invoke('sum', new Source().numbers(500))).toBe(125_250);
  });

  test('that throws fails the function that reads it', async () => {
    using pair = await startPair({ sum });
    const source = async function* () {
      yield 1;
      throw new RangeError('dry');
    };
    await expect(pair.child.invoke('sum', source())).rejects.toMatchObject({ name: 'RangeError' });
  });

  test.each(['fails', 'answers without reading it'])('is released when the call %s', async (how) => {
    using pair = await startPair({
      fails: async (call) => {
        const stream = call.arguments[0] as AsyncIterableIterator<number>;
        await stream.next();
        throw new Error('failed');
      },
      'answers without reading it': () => 'done',
    });
    const source = new Source();
    // A generator that has not begun has nothing to clean up: this one has.
    const numbers = source.numbers();
    await numbers.next();
    const call = pair.child.invoke(how, numbers);
    await (how === 'fails' ? expect(call).rejects.toThrow('failed') : expect(call).resolves.toBe('done'));
    await source.ended();
  });

  test('is released when the call is cancelled, and its reader gets an error', async () => {
    const failed = deferred<unknown>();
    const source = new Source();
    using pair = await startPair({
      read: async (call) => {
        const stream = call.arguments[0] as AsyncIterableIterator<number>;
        for (;;) {
          await stream.next().catch((reason) => {
            failed.resolve(reason);
            throw reason;
          });
        }
      },
    });
    const controller = new AbortController();
    const call = pair.child.with({ signal: controller.signal }).invoke('read', source.numbers());
    await poll('some items', () => source.made > 0);
    controller.abort();
    await expect(call).rejects.toThrow();
    expect(await failed.promise).toMatchObject({ name: 'AbortError' });
    await source.ended();
  });

  test('may be passed on in the result', async () => {
    using pair = await startPair({
      double: (call) =>
        (async function* () {
          for await (const number of call.arguments[0] as AsyncIterable<number>) {
            yield 2 * number;
          }
        })(),
    });
    const items: number[] = [];
    for await (const item of pair.child.stream<number>('double', new Source().numbers(3))) {
      items.push(item);
    }
    expect(items).toEqual([2, 4, 6]);
  });
});
