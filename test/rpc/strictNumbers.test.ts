import { expect, test } from 'vitest';
import { echo, settle } from './pair.js';
import { RawPeer } from './support.js';

test.each([null, '0', [0], 0.5, -1, 'length'])(
  'a marker whose index is %j stands for nothing',
  async (index) => {
    const peer = new RawPeer({ handlers: new Map([['echo', echo]]) }).hello();
    peer.send(
      { $bin: [2], jsonrpc: '2.0', id: 1, method: 'echo', params: [{ $bin: index }] },
      Buffer.from('ab'),
    );
    expect(await peer.messagesUpTo(1)).toMatchObject([{ id: 1, error: { code: -32602 } }]);
  },
);

test('a message that announces a long value twice ends the connection', async () => {
  const peer = new RawPeer({ handlers: new Map([['echo', echo]]) }).hello();
  const twice = [
    [1, 2],
    [1, 2],
  ];
  peer.send({ $bin: [], $long: twice, jsonrpc: '2.0', id: 1, method: 'echo', params: [{ $bin: 0 }] });
  expect(await peer.connection.ended).toMatchObject({ message: expect.stringMatching(/announces .* twice/) });
});

test.each([0.5, 0, -1, '1'])('credit of %j is none', async (credit) => {
  let made = 0;
  const numbers = async function* () {
    for (;;) {
      yield ++made;
    }
  };
  const peer = new RawPeer({ handlers: new Map([['give', () => numbers()]]) }).hello();
  peer.send({ jsonrpc: '2.0', id: 1, method: 'give' });
  const pull = { jsonrpc: '2.0', method: '$/stream/pull' };
  peer.send({ ...pull, params: [1, credit] });
  await settle();
  expect(made).toBe(0);
  peer.send({ ...pull, params: [1, 2] });
  await settle();
  expect(made).toBe(2);
  peer.send({ jsonrpc: '2.0', method: '$/stream/cancel', params: [1] });
});
