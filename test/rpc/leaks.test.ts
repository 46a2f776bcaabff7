import { setMaxListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Handler } from '../../node-child/src/rpc/calls/incomingCall.js';
import { poll } from '../support/poll.js';
import { echo, startPair } from './pair.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Counts the listeners of a signal. */
function counted(signal: AbortSignal): { count: number; most: number } {
  // Node warns of more than ten at once, which these tests want.
  setMaxListeners(0, signal);
  const counts = { count: 0, most: 0 };
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    counts.most = Math.max(counts.most, ++counts.count);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    counts.count--;
    removeEventListener.apply(signal, args);
  };
  return counts;
}

test('ten thousand calls on one signal leave no listener', async () => {
  const fail: Handler = () => Promise.reject(new Error('no'));
  using pair = await startPair({ echo, fail });
  const { signal } = new AbortController();
  const listeners = counted(signal);
  const child = pair.child.with({ signal });
  const calls = Array.from({ length: 10_000 }, (_, index) =>
    index % 10 === 0 ? child.invoke('fail').catch(() => index) : child.invoke('echo', index),
  );
  expect(listeners.count).toBe(10_000);
  expect(await Promise.all(calls)).toEqual(calls.map((_, index) => index));
  expect(listeners).toEqual({ count: 0, most: 10_000 });
});

test('ten thousand calls in the course of one call are not kept by it', async () => {
  let kept = -1;
  using pair = await startPair(
    {
      work: async (call) => {
        const { signal } = call;
        const listeners = counted(signal);
        const host = pair.childSide.hostFor(call).with({ signal });
        for (let round = 0; round < 100; round++) {
          await Promise.all(Array.from({ length: 100 }, () => host.invoke('echo', round)));
        }
        kept = listeners.count;
      },
    },
    { echo },
  );
  await pair.child.invoke('work');
  expect(kept).toBe(0);
});

test('the arguments of a call are free after the answer, whatever it has started', async () => {
  const kept: object[] = [];
  const timers: NodeJS.Timeout[] = [];
  let argument: WeakRef<object> | undefined;
  const start: Handler = (call) => {
    argument = new WeakRef(call.arguments[0] as object);
    kept.push(call);
    timers.push(setInterval(() => call.signal, 60_000));
    return 'started';
  };
  using pair = await startPair({ start });
  expect(await pair.child.invoke('start', { bytes: Buffer.alloc(3_000_000) })).toBe('started');
  await poll('the end of the argument', () => {
    collectGarbage();
    return argument?.deref() === undefined;
  });
  expect(kept).toHaveLength(1);
  for (const timer of timers) {
    clearInterval(timer);
  }
});
