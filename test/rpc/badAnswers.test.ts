import { describe, expect, test } from 'vitest';
import { RawPeer } from './support.js';

describe('what was meant as the answer to a call and is none', () => {
  test.each([
    ['{"jsonrpc":"2.0","id":1,"error":{"code":-32000}}'],
    ['{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":null}}'],
    ['{"jsonrpc":"2.0","id":1,"error":"no object"}'],
    ['{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":"both"}}'],
    ['{"id":1,"result":1}'],
    ['{"jsonrpc":"1.0","id":1,"error":{"code":1,"message":"x"}}'],
    ['{"jsonrpc":"2.0","id":1}'],
  ])('fails that call and no other: %s', async (answer) => {
    const peer = new RawPeer({}).hello();
    const call = peer.connection.host.invoke('first');
    const other = peer.connection.host.invoke('second');
    peer.send(answer, { jsonrpc: '2.0', id: 2, result: 'fine' });
    await expect(call).rejects.toMatchObject({
      code: 'ERR_NODEPIPE_PROTOCOL',
      message: expect.stringMatching(/^The answer to first is no response of JSON-RPC 2\.0/),
    });
    expect(await other).toBe('fine');
  });
});

test('a message that announces no long value at all is complete at once', async () => {
  const peer = new RawPeer({ handlers: new Map([['echo', ({ arguments: [value] }) => value]]) }).hello();
  for (const announced of ['[]', '{}', '7']) {
    peer.send(
      `{"$bin":[],"$long":${announced},"jsonrpc":"2.0","id":${announced.length},"method":"echo","params":[5]}`,
    );
  }
  const answers = (await peer.messagesUpTo(3)) as { readonly result: unknown }[];
  expect(answers.map(({ result }) => result)).toEqual([5, 5, 5]);
});

test('the lines of messages that have not come whole count for what they hold', () => {
  const peer = new RawPeer({ maxMessageLength: 10_000, maxBufferedBytes: 10_000 }).hello();
  const filler = 'x'.repeat(9_000);
  for (let number = 1; number <= 5; number++) {
    peer.send(
      `{"$bin":[],"$long":[[${number},10]],"jsonrpc":"2.0","id":${number},"method":"take","params":["${filler}"]}`,
    );
  }
  expect(peer.messages.at(-1)?.message).toMatchObject({
    error: { code: -32600, message: expect.stringContaining('over the limit of 10000 bytes') },
  });
});

test.each([
  [
    'a marker of nothing that is announced',
    '{"$bin":[1],"jsonrpc":"2.0","id":1,"result":{"$bin":7}}\nx',
    / does not announce it\.$/,
  ],
  [
    'a value that is nested too deep',
    `{"jsonrpc":"2.0","id":1,"result":${'['.repeat(600)}${']'.repeat(600)}}\n`,
    /^A value is nested more than 512 deep/,
  ],
])('a result that cannot be read, for %s, fails its call and no other', async (_, bytes, message) => {
  const peer = new RawPeer({}).hello();
  const call = peer.connection.host.invoke('first');
  const other = peer.connection.host.invoke('second');
  peer.connection.data(Buffer.from(bytes));
  peer.send({ jsonrpc: '2.0', id: 2, result: 'fine' });
  await expect(call).rejects.toMatchObject({ message: expect.stringMatching(message) });
  expect(await other).toBe('fine');
});
