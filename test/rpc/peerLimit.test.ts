import { describe, expect, test } from 'vitest';
import { echo, settle, startPair } from './pair.js';
import { RawPeer } from './support.js';

const LIMIT = 1_200;
const fail = () => {
  throw new Error('e'.repeat(5_000));
};

const startLimited = (functions: Parameters<typeof startPair>[0]) =>
  startPair({ ...functions, echo }, {}, {}, { maxMessageLength: LIMIT });

describe('where the other side takes short messages only', () => {
  test('an error that is longer arrives with as much of its text as has room', async () => {
    using pair = await startLimited({
      fail,
      wide: () => Promise.reject(new Error('\u0001é😀'.repeat(5_000))),
    });
    const failed = await pair.child.invoke('fail').catch((error: unknown) => error as Error);
    expect(failed).toMatchObject({ rpcCode: -32000, message: expect.stringMatching(/^e{1100,1200}$/) });
    const wide = await pair.child.invoke('wide').catch((error: unknown) => error as Error);
    expect(wide).toMatchObject({ message: expect.stringContaining('\u0001é😀'.repeat(50)) });
    expect(await pair.child.invoke('echo', 1)).toBe(1);
  });

  test('such an error ends the stream of the generator that threw it', async () => {
    using pair = await startLimited({
      give: async function* () {
        yield 1;
        fail();
      },
    });
    const stream = pair.child.stream('give');
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    await expect(stream.next()).rejects.toThrow(/^e{1000,}$/);
    expect(await pair.child.invoke('echo', 1)).toBe(1);
  });

  test('items come in batches that are short enough, and one that is longer fails the stream', async () => {
    const items = Array.from({ length: 30 }, (_, index) => `${index}`.repeat(200));
    using pair = await startLimited({
      give: async function* (call) {
        yield* items;
        yield 'x'.repeat(Number(call.arguments[0]));
      },
    });
    for (const length of [1_150, 1_190, 1_300, 5_000]) {
      const seen: unknown[] = [];
      const reading = (async () => {
        for await (const item of pair.child.stream('give', length)) {
          seen.push(item);
        }
      })();
      await expect(reading).rejects.toThrow(/over the limit of 1200 bytes/);
      expect(seen).toEqual(items);
    }
  });

  test('a result that is longer is an error of that call', async () => {
    using pair = await startLimited({ give: () => 'x'.repeat(5_000) });
    await expect(pair.child.invoke('give')).rejects.toThrow(/over the limit of 1200 bytes/);
  });

  test('an error is answered however short they must be', async () => {
    const peer = new RawPeer({ handlers: new Map([['fail', fail]]) }).hello(10);
    peer.send({ jsonrpc: '2.0', id: 7, method: 'fail' });
    await settle();
    expect(peer.messages.map(({ message }) => message)).toEqual([
      { jsonrpc: '2.0', id: 7, error: { code: -32000, message: '' } },
    ]);
  });

  test('a batch whose answers are longer together is answered by an error', async () => {
    const peer = new RawPeer({ handlers: new Map([['echo', echo]]) }).hello(LIMIT);
    const call = { jsonrpc: '2.0', id: 1, method: 'echo', params: ['x'.repeat(700)] };
    peer.send([call, { ...call, id: 2 }]);
    expect(await peer.messagesUpTo(1)).toMatchObject([{ id: null, error: { code: -32603 } }]);
  });
});
