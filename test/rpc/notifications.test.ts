import { describe, expect, test, vi } from 'vitest';
import type { Handler } from '../../node-child/src/rpc/calls/incomingCall.js';
import { poll } from '../support/poll.js';
import { echo, settle, startPair } from './pair.js';

/** A handler whose calls end when the test says so, in any order. */
class Held {
  readonly started: unknown[] = [];
  readonly aborted: unknown[] = [];
  readonly #releases = new Map<unknown, () => void>();
  most = 0;

  readonly handler: Handler = (call) => {
    const [name] = call.arguments;
    this.started.push(name);
    call.signal.addEventListener('abort', () => this.aborted.push(name));
    return new Promise<void>((resolve) => {
      this.#releases.set(name, resolve);
      this.most = Math.max(this.most, this.#releases.size);
    });
  };

  release(name: unknown): void {
    this.#releases.get(name)?.();
    this.#releases.delete(name);
  }
}

const limited = { maxOpenCalls: 3 };

test('notifications whose handlers are unfinished do not count against requests', async () => {
  const held = new Held();
  using pair = await startPair({ hold: held.handler, echo }, {}, limited);
  for (const name of [1, 2, 3, 4]) {
    pair.child.notify('hold', name);
  }
  expect(await pair.child.invoke('echo', 'alive')).toBe('alive');
  const open = ['a', 'b', 'c'].map((name) => pair.child.invoke('hold', name));
  await expect(pair.child.invoke('echo', 1)).rejects.toMatchObject({ rpcCode: -32001 });
  for (const name of ['a', 'b', 'c']) {
    held.release(name);
  }
  expect(await Promise.all(open)).toEqual([null, null, null]);
});

test('no more handlers of notifications run at once than the limit, and the others start in their order', async () => {
  const held = new Held();
  const quick: unknown[] = [];
  using pair = await startPair(
    { hold: held.handler, quick: (call) => void quick.push(call.arguments[0]), echo },
    {},
    limited,
  );
  for (let name = 0; name < 1_000; name++) {
    pair.child.notify('hold', name);
  }
  pair.child.notify('quick', 'last');
  await pair.child.invoke('echo', 1);
  expect(held.started).toEqual([0, 1, 2]);
  for (let name = 0; name < 1_000; name++) {
    if (held.started.length < 1_000) {
      expect(quick).toEqual([]);
    }
    // The second comes before the first of each three.
    held.release(name % 3 === 0 ? name + 1 : name % 3 === 1 ? name - 1 : name);
    await settle(1);
  }
  held.release(999);
  await poll('the last', () => quick.length === 1);
  expect(held.started).toEqual(Array.from({ length: 1_000 }, (_, name) => name));
  expect(held.most).toBe(3);
});

test('all that return no promise start as soon as there is room for one', async () => {
  const held = new Held();
  const quick: unknown[] = [];
  using pair = await startPair(
    { hold: held.handler, quick: (call) => void quick.push(call.arguments[0]), echo },
    {},
    { maxOpenCalls: 1 },
  );
  pair.child.notify('hold', 'first');
  for (const name of [1, 2, 3]) {
    pair.child.notify('quick', name);
  }
  pair.child.notify('hold', 'last');
  await pair.child.invoke('echo', 1);
  expect(quick).toEqual([]);
  held.release('first');
  await poll('the start of the last', () => held.started.includes('last'));
  expect(quick).toEqual([1, 2, 3]);
});

test('one that fails lets the next start', async () => {
  const failed = vi.fn<(method: string, error: unknown) => void>();
  const seen: unknown[] = [];
  using pair = await startPair(
    {
      fail: async (call) => {
        seen.push(call.arguments[0]);
        throw new Error('failed');
      },
    },
    {},
    { maxOpenCalls: 1, onNotificationFailed: failed },
  );
  for (const name of [1, 2, 3]) {
    pair.child.notify('fail', name);
  }
  await poll('all of them', () => failed.mock.calls.length === 3);
  expect(seen).toEqual([1, 2, 3]);
});

describe('when the other side ends its bytes', () => {
  test('the signals of notifications are aborted, and those that wait start all the same', async () => {
    const held = new Held();
    using pair = await startPair({ hold: held.handler, echo }, {}, limited);
    const names = [1, 2, 3, 4, 5];
    for (const name of names) {
      pair.child.notify('hold', name);
    }
    await pair.child.invoke('echo', 1);
    pair.childSide.end();
    expect(held.aborted).toEqual([1, 2, 3]);
    let isIdle = false;
    void pair.childSide.idle().then(() => {
      isIdle = true;
    });
    for (const name of names) {
      await poll(`the start of ${name}`, () => held.started.includes(name));
      expect(isIdle).toBe(false);
      held.release(name);
    }
    await poll('the end of all', () => isIdle);
    expect(held.started).toEqual(names);
  });

  test('those that wait find their signal aborted', async () => {
    const seen: unknown[] = [];
    let release = () => {};
    using pair = await startPair(
      {
        look: (call) => {
          seen.push(call.signal.aborted);
          return new Promise<void>((resolve) => {
            release = resolve;
          });
        },
        echo,
      },
      {},
      { maxOpenCalls: 1 },
    );
    pair.child.notify('look');
    pair.child.notify('look');
    await pair.child.invoke('echo', 1);
    pair.childSide.end();
    release();
    await poll('the second', () => seen.length === 2);
    release();
    await pair.childSide.idle();
    expect(seen).toEqual([false, true]);
  });
});
