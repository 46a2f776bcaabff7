import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { settle } from './pair.js';
import { RawPeer } from './support.js';

const noLongerReads = {
  code: 'ERR_NODEPIPE_CLOSED',
  message: 'The connection is closed: the other side no longer reads.',
};
const GRACE = 1_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

test('when nothing can be sent any more, calls to come fail at once', async () => {
  const { connection } = new RawPeer({}).hello();
  connection.broken();
  await expect(connection.host.invoke('x')).rejects.toMatchObject(noLongerReads);
  await expect(connection.host.stream('x').next()).rejects.toMatchObject(noLongerReads);
  expect(() => connection.host.notify('x')).toThrow(expect.objectContaining(noLongerReads));
});

test('answers that still come are taken, and what has none fails after the grace', async () => {
  const peer = new RawPeer({}).hello();
  const [answered, lost] = [peer.connection.host.invoke('x'), peer.connection.host.invoke('x')];
  peer.connection.broken();
  await vi.advanceTimersByTimeAsync(GRACE - 1);
  peer.send({ jsonrpc: '2.0', id: 1, result: 'still' });
  expect(await answered).toBe('still');
  await vi.advanceTimersByTimeAsync(1);
  await expect(lost).rejects.toMatchObject(noLongerReads);
});

test('a better reason that comes meanwhile wins', async () => {
  const peer = new RawPeer({}).hello();
  const call = peer.connection.host.invoke('x');
  peer.connection.broken();
  const cause = new Error('it has crashed');
  peer.connection.end(cause);
  await expect(call).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED', cause });
  await expect(peer.connection.host.invoke('x')).rejects.toMatchObject({ cause });
  await vi.advanceTimersByTimeAsync(2 * GRACE);
});

test('what comes is handled for as long as it comes', async () => {
  const heard: unknown[] = [];
  const handlers = new Map([
    ['hear', (call: { readonly arguments: readonly unknown[] }) => heard.push(call.arguments[0])],
  ]);
  const peer = new RawPeer({ handlers }).hello();
  peer.connection.broken();
  peer.send({ jsonrpc: '2.0', method: 'hear', params: [1] });
  await vi.advanceTimersByTimeAsync(2 * GRACE);
  peer.send({ jsonrpc: '2.0', method: 'hear', params: [2] });
  expect(heard).toEqual([1, 2]);
  peer.connection.end();
  expect(await peer.connection.ended).toBeUndefined();
});

test('streams end after the grace, with what has come, and so do those that come later', async () => {
  const read = async (stream: AsyncIterable<unknown>) => {
    const items: unknown[] = [];
    try {
      for await (const item of stream) {
        items.push(item);
      }
    } catch (error) {
      items.push(error);
    }
    ends.push(items);
  };
  const ends: unknown[][] = [];
  let released = 0;
  const give = async function* () {
    try {
      yield 1;
      yield 2;
    } finally {
      released++;
    }
  };
  const handlers = new Map<string, (call: { readonly arguments: readonly unknown[] }) => unknown>([
    ['read', (call) => read(call.arguments[0] as AsyncIterable<unknown>)],
    ['give', give],
  ]);
  const peer = new RawPeer({ handlers }).hello();
  const reading = (id: number) =>
    `{"$streams":[${id}],"jsonrpc":"2.0","id":${id},"method":"read","params":[{"$stream":${id}}]}`;
  peer.send(reading(1), { jsonrpc: '2.0', id: 2, method: 'give' });
  peer.send({ jsonrpc: '2.0', method: '$/stream/pull', params: [1, 1] });
  peer.connection.broken();
  peer.send({ jsonrpc: '2.0', method: '$/stream/items', params: [1, ['in time']] });
  await settle();
  expect(ends).toEqual([]);
  await vi.advanceTimersByTimeAsync(GRACE);
  peer.send(reading(3), { jsonrpc: '2.0', id: 4, method: 'give' });
  await settle();
  expect(ends).toEqual([
    ['in time', expect.objectContaining(noLongerReads)],
    [expect.objectContaining(noLongerReads)],
  ]);
  expect(released).toBe(1);
  await peer.connection.idle();
});
