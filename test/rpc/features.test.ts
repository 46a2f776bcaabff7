import { expect, test } from 'vitest';
import type { ConnectionOptions } from '../../node-child/src/rpc/connectionOptions.js';
import { echo, settle } from './pair.js';
import { RawPeer } from './support.js';

async function* numbers(): AsyncGenerator<number> {
  yield 1;
}

async function* give(items: readonly string[]): AsyncGenerator<string> {
  yield* items;
}

const options: ConnectionOptions = {
  handlers: new Map([
    ['echo', echo],
    ['numbers', numbers],
    ['work', (call) => call.progress(1)],
  ]),
};
const peerWith = (...features: readonly string[]) => new RawPeer(options).hello(undefined, features);

test('a peer that names only cancel gets cancels, traces, and otherwise plain values', async () => {
  const peer = peerWith('cancel');
  const controller = new AbortController();
  const { signal } = controller;
  const host = peer.connection.host.with({ signal, traceparent: 'a', progress: () => {} });
  const text = 'é'.repeat(100_000);
  const call = host.invoke('x', Buffer.from('abc'), text);
  controller.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
  expect(await peer.messagesUpTo(2)).toEqual([
    { jsonrpc: '2.0', id: 1, method: 'x', params: ['YWJj', text], traceparent: 'a' },
    { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 1 } },
  ]);
});

test('what needs a feature that the peer did not name is an error of that call that names it', async () => {
  const peer = peerWith('cancel');
  const { host } = peer.connection;
  const refusal = (feature: string) => `the other side cannot take: its hello does not name ${feature}.`;
  await expect(host.invoke('x', numbers())).rejects.toMatchObject({
    code: 'ERR_NODEPIPE_VALUE',
    message: `arguments[0] is a stream, which ${refusal('streams')}`,
  });
  await expect(host.invoke('x', () => 1)).rejects.toMatchObject({
    message: `arguments[0] is a function, which ${refusal('callbacks')}`,
  });
  peer.send({ jsonrpc: '2.0', id: 'n', method: 'numbers' });
  expect(await peer.messagesUpTo(1)).toMatchObject([{ id: 'n', error: { code: -32603 } }]);
});

test('a peer that does not name cancel or progress gets neither', async () => {
  const peer = peerWith('streams');
  const controller = new AbortController();
  const call = peer.connection.host.with({ signal: controller.signal }).invoke('x');
  controller.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
  peer.send({ jsonrpc: '2.0', id: 'w', method: 'work', $progress: true });
  await settle();
  expect(peer.messages.map(({ message }) => message)).toMatchObject([{ id: 1, method: 'x' }, { id: 'w' }]);
});

test('a peer of another version is a plain peer, and no promise of it is believed', async () => {
  const peer = new RawPeer(options);
  const hello = { version: 2, features: ['attachments'], maxMessageLength: 1 };
  peer.send({ jsonrpc: '2.0', id: 'h', method: 'nodepipe/hello', params: hello });
  expect(peer.promises).toBe(0);
  peer.written.length = 0;
  peer.connection.host.invoke('x', Buffer.from('abc')).catch(() => {});
  expect(await peer.messagesUpTo(1)).toEqual([{ jsonrpc: '2.0', id: 1, method: 'x', params: ['YWJj'] }]);
});

test('an answer of another version means a plain peer', async () => {
  const peer = new RawPeer(options);
  const hello = peer.connection.hello();
  await peer.messagesUpTo(1);
  peer.send({ jsonrpc: '2.0', id: 1, result: { version: 2, features: ['streams'] } });
  expect((await hello).can('streams')).toBe(false);
});

test('a call that comes right behind the answer to the hello finds the features', async () => {
  const peer = new RawPeer(options);
  const hello = peer.connection.hello();
  await peer.messagesUpTo(1);
  peer.written.length = 0;
  peer.send(
    '{"jsonrpc":"2.0","id":1,"result":{"version":1,"features":["streams"]}}\n' +
      '{"jsonrpc":"2.0","id":"n","method":"numbers"}',
  );
  await hello;
  expect(await peer.messagesUpTo(1)).toMatchObject([{ id: 'n', result: { $stream: 1 } }]);
});

test('items that are together over the limit of the peer go one by one, and one that is over it fails the stream', async () => {
  const items = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(60));
  const peer = new RawPeer({ handlers: new Map([['give', () => give([...items, 'e'.repeat(200)])]]) });
  peer.hello(200).send({ jsonrpc: '2.0', id: 1, method: 'give' });
  peer.written.length = 0;
  peer.send({ jsonrpc: '2.0', method: '$/stream/pull', params: [1, 64] });
  expect(await peer.messagesUpTo(5)).toMatchObject([
    ...items.map((item) => ({ method: '$/stream/items', params: [1, [item]] })),
    { method: '$/stream/end', params: [1, { message: expect.stringContaining('limit of 200 bytes') }] },
  ]);
});

test('the limit is that of the line without its end, and a peer that names none has none', async () => {
  const text = 'x'.repeat(300);
  const line = `{"jsonrpc":"2.0","method":"take","params":["${text}"]}`;
  const peer = new RawPeer(options).hello(line.length);
  peer.connection.host.notify('take', text);
  expect(() => peer.connection.host.notify('take', `${text}x`)).toThrow(
    `over the limit of ${line.length} bytes that the other side has named`,
  );
  // What is attached does not count.
  peer.connection.host.notify('t', Buffer.alloc(1_000));
  await settle();
  expect(peer.messages.map(({ message }) => message)).toMatchObject([{ method: 'take' }, { method: 't' }]);

  // Not even its own hello would fit.
  const tiny = new RawPeer(options).hello(1);
  expect(() => tiny.send('no message', '[]', '{}', { jsonrpc: '2.0', id: 1, method: 'x' })).not.toThrow();

  const unlimited = new RawPeer(options);
  const params = { version: 1, features: ['attachments'] };
  unlimited.send({ jsonrpc: '2.0', id: 'h', method: 'nodepipe/hello', params });
  expect(unlimited.connection.peer.maxMessageLength).toBe(Number.POSITIVE_INFINITY);
});
