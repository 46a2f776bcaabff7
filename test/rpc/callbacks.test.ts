import { expect, test } from 'vitest';
import { echo, settle, startPair } from './pair.js';

type Callback = (...args: unknown[]) => Promise<unknown>;

test('a function in the arguments can be called, at any depth, with any values', async () => {
  using pair = await startPair({
    map: async (call) => {
      const [{ each }, items] = call.arguments as [{ each: Callback }, unknown[]];
      return Promise.all(items.map((item) => each(item, Buffer.from('x'))));
    },
  });
  const each = (item: number, bytes: Buffer) => item * 10 + bytes.length;
  expect(await pair.child.invoke('map', { each }, [1, 2, 3])).toEqual([11, 21, 31]);
});

test('what a callback throws arrives at who has called it', async () => {
  using pair = await startPair({ run: (call) => (call.arguments[0] as Callback)() });
  const fail = () => {
    throw new RangeError('no');
  };
  await expect(pair.child.invoke('run', fail)).rejects.toMatchObject({ name: 'RangeError', message: 'no' });
});

test('a callback is gone when its call is answered, and a call of it is an error that harms nobody', async () => {
  let kept: Callback | undefined;
  using pair = await startPair({
    keep: (call) => {
      kept = call.arguments[0] as Callback;
    },
    echo,
  });
  let calls = 0;
  await pair.child.invoke('keep', () => calls++);
  await expect(kept?.()).rejects.toMatchObject({ rpcCode: -32601 });
  // Not awaited: it must not be an unhandled rejection.
  kept?.();
  await settle();
  expect(calls).toBe(0);
});

test('a callback lives as long as a stream in the answer', async () => {
  using pair = await startPair({
    each: (call) =>
      (async function* () {
        for (let number = 1; number <= 3; number++) {
          yield (call.arguments[0] as Callback)(number);
        }
      })(),
  });
  const items: unknown[] = [];
  for await (const item of pair.child.stream('each', (number: number) => number * number)) {
    items.push(item);
  }
  expect(items).toEqual([1, 4, 9]);
});

test('a callback is released when its call fails', async () => {
  let kept: Callback | undefined;
  using pair = await startPair({
    fail: (call) => {
      kept = call.arguments[0] as Callback;
      throw new Error('failed');
    },
  });
  await expect(pair.child.invoke('fail', () => 1)).rejects.toThrow('failed');
  await expect(kept?.()).rejects.toMatchObject({ rpcCode: -32601 });
});

test('a function in a notification or in a result is an error', async () => {
  using pair = await startPair({ give: () => () => 1 });
  expect(() => pair.child.notify('give', () => 1)).toThrow(/arguments\[0\] is a function/);
  await expect(pair.child.invoke('give')).rejects.toMatchObject({ rpcCode: -32603 });
});

test('progress arrives in order, all of it before the result', async () => {
  using pair = await startPair({
    work: async (call) => {
      for (let step = 1; step <= 100; step++) {
        call.progress({ step });
        if (step % 10 === 0) {
          await null;
        }
      }
      return 'done';
    },
  });
  const seen: unknown[] = [];
  const result = await pair.child.with({ progress: (value) => seen.push(value) }).invoke('work');
  seen.push(result);
  expect(seen).toEqual([...Array.from({ length: 100 }, (_, index) => ({ step: index + 1 })), 'done']);
});

test('progress after the answer is not sent, and progress that cannot be sent is an error where it is reported', async () => {
  let report: ((value: unknown) => void) | undefined;
  using pair = await startPair({
    work: (call) => {
      report = (value) => call.progress(value);
      call.progress(1);
      expect(() => call.progress(Number.NaN)).toThrow(/progress is NaN/);
    },
    echo,
  });
  const seen: unknown[] = [];
  await pair.child.with({ progress: (value) => seen.push(value) }).invoke('work');
  report?.(2);
  await pair.child.invoke('echo', 1);
  expect(seen).toEqual([1]);
});

test('the arguments of a callback may be nested as deep as those of a call', async () => {
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  using pair = await startPair({
    run: async (call) => (call.arguments[0] as Callback)(nested(Number(call.arguments[1]))),
  });
  expect(await pair.child.invoke('run', (value: unknown) => value, 512)).toEqual(nested(512));
  await expect(pair.child.invoke('run', () => 1, 513)).rejects.toThrow(/nested more than 512 deep/);
});
