import { describe, expect, test } from 'vitest';
import type { CallContext } from '../../node-child/src/index.js';
import { transports } from '../support/child.js';
import { startModule } from './support.js';

const traces = Array.from({ length: 20 }, (_, index) => `trace-${index}`);

describe.each(transports)('over the %s transport', (io) => {
  test('this is the context of the call, and the host can be called through it', async () => {
    const seen: unknown[] = [];
    await using node = await startModule(
      'context.mjs',
      { io },
      {
        double: (value: number) => 2 * value,
        done: (sum: number) => seen.push(sum),
      },
    );
    expect(await node.host.invoke('ofThis')).toBe(true);
    expect(await node.host.with({ progress: (value) => seen.push(value) }).invoke('work', 3)).toBe(12);
    expect(seen).toEqual([1, 2, 3, 12]);
  });
});

test.each(['now', 'later', 'viaTimer'])(
  'currentCall() is the call in whose course it is asked, of many at once: %s',
  async (name) => {
    await using node = await startModule('context.mjs', {});
    const answers = traces.map((traceparent) => node.host.with({ traceparent }).invoke(name));
    expect(await Promise.all(answers)).toEqual(traces);
  },
);

test('currentCall() works within a stream from its start to its end', async () => {
  await using node = await startModule('context.mjs', {});
  const reading = traces.map(async (traceparent) => {
    const items: unknown[] = [];
    for await (const item of node.host.with({ traceparent }).stream('stream')) {
      items.push(item);
    }
    return items;
  });
  expect(await Promise.all(reading)).toEqual(traces.map((trace) => [trace, trace]));
});

test('currentCall() works though nobody could tell that it would be asked for', async () => {
  await using node = await startModule('lazyContext.mjs', {});
  expect(await node.host.with({ traceparent: 'a' }).invoke('afterAwait')).toBe('a');
  expect(await node.host.with({ traceparent: 'b' }).invoke('inside')).toBe('b');
  const answers = traces.map((traceparent) => node.host.with({ traceparent }).invoke('afterAwait'));
  expect(await Promise.all(answers)).toEqual(traces);
});

test('currentCall() works for the first calls of all, when a module that is imported asks', async () => {
  await using node = await startModule('helpedContext.mjs', {});
  const answers = traces.map((traceparent) => node.host.with({ traceparent }).invoke('afterAwait'));
  expect(await Promise.all(answers)).toEqual(traces);
});

test('currentCall() is nothing in a timer that belongs to no call, also while just one is open', async () => {
  await using node = await startModule('helpedContext.mjs', {});
  expect(await node.host.with({ traceparent: 'a' }).invoke('timer')).toEqual(['none', 'none', 'none']);
});

test('currentCall() works in callbacks, progress listeners and generators that a call has passed', async () => {
  async function useAll(this: CallContext, callback: () => Promise<unknown>, items: AsyncIterable<unknown>) {
    this.progress(1);
    const given: unknown[] = [await callback()];
    for await (const item of items) {
      given.push(item);
    }
    return given;
  }
  await using node = await startModule('context.mjs', {}, { useAll });
  for (const traceparent of ['a', 'b']) {
    expect(await node.host.with({ traceparent }).invoke('belonging')).toEqual(Array(4).fill(traceparent));
  }
});

test('currentCall() works in a listener to the signal of a call', async () => {
  await using node = await startModule('context.mjs', {});
  const controller = new AbortController();
  const { signal } = controller;
  const call = node.host.with({ traceparent: 'a', signal }).invoke('waitForAbort');
  await node.host.invoke('now');
  controller.abort();
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  expect(await node.host.invoke('abortedIn')).toBe('a');
});

test('a module that opens a connection of its own leaves currentCall() to the program', async () => {
  await using node = await startModule('packageContext.mjs', {});
  expect(await node.host.invoke('connectItself')).toBe(7);
  expect(await node.host.with({ traceparent: 'a' }).invoke('later')).toBe('a');
});

test('a module may import the package, and its errors are those of the program', async () => {
  await using node = await startModule(
    'packageContext.mjs',
    {},
    {
      double: (value: number) => 2 * value,
      fail: () => {
        throw new RangeError('no');
      },
    },
  );
  const answers = traces.map((traceparent) => node.host.with({ traceparent }).invoke('later'));
  expect(await Promise.all(answers)).toEqual(traces);
  expect(await node.host.invoke('host')).toBe(42);
  expect(await node.host.invoke('catchError')).toBe('RangeError');
});
