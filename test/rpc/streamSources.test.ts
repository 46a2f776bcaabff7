import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { poll } from '../support/poll.js';
import { settle, startPair } from './pair.js';

interface Watched {
  readonly stream: AsyncIterable<unknown>;
  hasEnded(): boolean;
}

const makers: Readonly<Record<string, (stalls: boolean) => Watched>> = {
  'a stream of Node': (stalls) => {
    const stream = new Readable({
      read() {
        if (!stalls) {
          this.push('x');
        }
      },
    });
    return { stream, hasEnded: () => stream.destroyed };
  },
  'a stream of the web': (stalls) => {
    let isCancelled = false;
    const stream = new ReadableStream({
      pull: (controller) => (stalls ? new Promise(() => {}) : controller.enqueue(new Uint8Array(1))),
      cancel: () => {
        isCancelled = true;
      },
    });
    return { stream: stream as AsyncIterable<unknown>, hasEnded: () => isCancelled };
  },
};

describe.each(Object.entries(makers))('%s is closed', (_kind, make) => {
  const ended = async ({ hasEnded }: Watched) =>
    expect(await poll('the end of the source', hasEnded)).toBe(true);

  test('in the arguments of a call that fails, and that nobody began to read', async () => {
    const source = make(false);
    using pair = await startPair({});
    await expect(pair.child.invoke('nothing', source.stream)).rejects.toThrow();
    await ended(source);
  });

  test('in the arguments of a call that is cancelled', async () => {
    const source = make(false);
    using pair = await startPair({ hang: () => new Promise(() => {}) });
    const controller = new AbortController();
    const call = pair.child.with({ signal: controller.signal }).invoke('hang', source.stream);
    await settle();
    controller.abort();
    await expect(call).rejects.toThrow();
    await ended(source);
  });

  test('in the arguments of a call that answers without reading it', async () => {
    const source = make(false);
    using pair = await startPair({ ignore: () => 1 });
    await pair.child.invoke('ignore', source.stream);
    await ended(source);
  });

  test('in a call or an answer that cannot be sent for another reason', async () => {
    const [given, taken] = [make(false), make(false)];
    using pair = await startPair({ give: () => [given.stream, Number.NaN], take: () => 1 });
    await expect(pair.child.invoke('give')).rejects.toThrow(/NaN/);
    await expect(pair.child.invoke('take', taken.stream, Number.NaN)).rejects.toThrow(/NaN/);
    const named = make(false);
    await expect(pair.child.invoke('a\ud800', named.stream)).rejects.toThrow(/lone surrogate/);
    await ended(given);
    await ended(taken);
    await ended(named);
  });

  test('when its reader leaves while it has nothing to give', async () => {
    const source = make(true);
    using pair = await startPair({ give: () => source.stream });
    const stream = await pair.child.invoke<AsyncIterableIterator<unknown>>('give');
    void stream.next();
    await settle();
    await stream.return?.();
    await ended(source);
  });

  test('when its reader leaves in the middle', async () => {
    const source = make(false);
    using pair = await startPair({ give: () => source.stream });
    for await (const item of pair.child.stream<Buffer>('give')) {
      expect(item).toHaveLength(1);
      break;
    }
    await ended(source);
  });
});
