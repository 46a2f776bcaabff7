import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import {
  type ConnectOptions,
  connect,
  type OpenConnection,
  type StreamPair,
} from '../../node-child/src/index.js';
import { collect, numbers } from '../support/sequences.js';

/** Streams that hand on what is written before the write returns. */
function streamPairs(): [StreamPair, StreamPair] {
  const [there, back] = [new PassThrough(), new PassThrough()];
  return [
    { readable: back, writable: there },
    { readable: there, writable: back },
  ];
}

interface Joined extends AsyncDisposable {
  readonly left: OpenConnection;
  readonly right: OpenConnection;
}

async function join(
  rightFunctions: NonNullable<ConnectOptions['functions']>,
  leftFunctions: ConnectOptions['functions'] = {},
): Promise<Joined> {
  const [over, other] = streamPairs();
  const right = await connect({ over: other, functions: rightFunctions });
  const left = await connect({ over, functions: leftFunctions, hello: 'say' });
  return {
    left,
    right,
    [Symbol.asyncDispose]: async () => {
      await left.close();
      await right.close();
    },
  };
}

test('a call with bytes, long text, a stream or a function is answered over streams in memory', async () => {
  await using joined = await join({
    length: (value: string | Uint8Array) => value.length,
    collect: (stream: AsyncIterable<number>) => collect(stream),
    double: async (callback: (value: number) => Promise<number>) => 2 * (await callback(21)),
    numbers: (count: number) => numbers(count),
  });
  const { peer: host } = joined.left;
  expect(await host.invoke('length', Buffer.from('abc'))).toBe(3);
  expect(await host.invoke('length', 'x'.repeat(9_000))).toBe(9_000);
  expect(await host.invoke('length', Buffer.alloc(3_000_000))).toBe(3_000_000);
  expect(await host.invoke('collect', numbers(3))).toEqual([1, 2, 3]);
  expect(await host.invoke('double', (value: number) => value)).toBe(42);
  expect(await collect(host.stream('numbers', 100))).toHaveLength(100);
});

test('calls in both directions at once stay whole over streams in memory', async () => {
  const echo = async (value: unknown, again?: (value: unknown) => Promise<unknown>) =>
    again === undefined ? value : await again(value);
  await using joined = await join({ echo }, { echo });
  const bytes = Buffer.alloc(40_000, 7);
  const calls = Array.from({ length: 50 }, (_, index) => {
    const { peer: host } = index % 2 === 0 ? joined.left : joined.right;
    const call = index % 3 === 0 ? [[index, bytes], (value: unknown) => value] : [[index, bytes]];
    return host.invoke<[number, Buffer]>('echo', ...call);
  });
  for (const [index, [number, echoed]] of (await Promise.all(calls)).entries()) {
    expect([number, echoed.equals(bytes)]).toEqual([index, true]);
  }
});

test('many connections of one process share its listener of exit', async () => {
  const before = process.listenerCount('exit');
  const joined = await Promise.all(Array.from({ length: 12 }, () => join({ one: () => 1 })));
  expect(process.listenerCount('exit')).toBeLessThanOrEqual(before + 1);
  for (const one of joined) {
    expect(await one.left.peer.invoke('one')).toBe(1);
    await one[Symbol.asyncDispose]();
  }
});

test('no message comes between another one and its bytes', async () => {
  const sum = (bytes: Uint8Array) => bytes.reduce((total, byte) => total + byte, 0);
  await using joined = await join({ sum }, { hello: () => 'hello' });
  for (let round = 0; round < 100; round++) {
    const answers = [
      joined.right.peer.invoke('hello'),
      joined.left.peer.invoke('sum', new Uint8Array(40_000).fill(7)),
    ];
    expect(await Promise.all(answers)).toEqual(['hello', 280_000]);
  }
});
