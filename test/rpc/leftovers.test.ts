import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Host } from '../../node-child/src/rpc/calls/remoteHost.js';
import { StreamReader } from '../../node-child/src/rpc/streams/streamReader.js';
import { poll } from '../support/poll.js';
import { deferred, echo, startPair } from './pair.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Waits until nothing but the references are left. */
const collected = (references: readonly WeakRef<object>[]) =>
  poll('the garbage', () => {
    collectGarbage();
    return references.every((reference) => reference.deref() === undefined);
  });

test('calls leave no listener on the signal that they had in common, however they end', async () => {
  using pair = await startPair({
    echo,
    fail: () => {
      throw new Error('failed');
    },
    give: async function* () {
      yield 1;
    },
  });
  const { signal } = new AbortController();
  const child = pair.child.with({ signal });
  for (let call = 0; call < 100; call++) {
    expect(await child.invoke('echo', call)).toBe(call);
    await expect(child.invoke('fail')).rejects.toThrow('failed');
    for await (const item of child.stream('give')) {
      expect(item).toBe(1);
    }
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('what a call has asked of the other side is free once it is answered, though the call goes on', async () => {
  const asked = deferred<readonly WeakRef<object>[]>();
  const release = deferred();
  // Apart, so that nothing of it is left in the function that goes on.
  const ask = async (host: Host, value: number): Promise<WeakRef<object>> => {
    const progress = () => {};
    expect(await host.with({ progress }).invoke('echo', value)).toBe(value);
    return new WeakRef(progress);
  };
  using pair = await startPair(
    {
      async askOften(call) {
        const host = pair.childSide.hostFor(call);
        asked.resolve(await Promise.all([1, 2, 3].map((value) => ask(host, value))));
        await release.promise;
        return 'done';
      },
    },
    { echo },
  );
  const call = pair.child.invoke('askOften');
  expect(await collected(await asked.promise)).toBe(true);
  release.resolve();
  expect(await call).toBe('done');
});

test('items that come for a reader that has left are dropped', async () => {
  const reader = new StreamReader(1, { sendPull() {}, sendCancel() {}, closedReader() {} });
  const first = reader.next();
  reader.receive(['early', 'unread']);
  expect(await first).toEqual({ done: false, value: 'early' });
  await reader.return();
  reader.receive(['late']);
  expect(await reader.next()).toEqual({ done: true, value: undefined });
});
