import { expect, test } from 'vitest';
import { connectedPair } from '../support/connectedPair.js';
import { deferred, echo, settle } from './pair.js';
import { RawPeer } from './support.js';

const handlers = new Map([['echo', echo]]);

test('a hello that is answered by an error means a plain peer', async () => {
  const peer = new RawPeer({});
  const hello = peer.connection.hello();
  const [question] = await peer.messagesUpTo(1);
  expect(question).toMatchObject({
    id: 1,
    method: 'nodepipe/hello',
    params: { version: 1, maxMessageLength: 268_435_456 },
  });
  peer.send({ jsonrpc: '2.0', id: 1, error: { code: -32601, message: 'Method not found' } });
  expect((await hello).can('streams')).toBe(false);
});

test('nothing but JSON-RPC is sent to a plain peer: bytes are base64, the rest is an error of that call', async () => {
  using pair = connectedPair({ handlers }, { handlers });
  const { host } = pair.left;
  expect(await host.invoke('echo', { bytes: Buffer.from('abc') })).toEqual({ bytes: 'YWJj' });
  await expect(host.invoke('echo', () => 1)).rejects.toMatchObject({ code: 'ERR_NODEPIPE_VALUE' });
  await expect(host.invoke('echo', (async function* () {})())).rejects.toMatchObject({
    code: 'ERR_NODEPIPE_VALUE',
  });
});

test('to a plain peer neither a trace context nor the wish for progress is sent', async () => {
  const peer = new RawPeer({ handlers });
  const host = peer.connection.host.with({ traceparent: 'a', progress: () => {} });
  host.invoke('x').catch(() => {});
  host.notify('y');
  expect(await peer.messagesUpTo(2)).toEqual([
    { jsonrpc: '2.0', id: 1, method: 'x', params: [] },
    { jsonrpc: '2.0', method: 'y', params: [] },
  ]);
});

test('a side that introduces itself strangely is a plain peer, and the connection lives', async () => {
  const peer = new RawPeer({ handlers });
  for (const params of [[], {}, { features: 1, maxMessageLength: 'x' }, { maxMessageLength: -1 }]) {
    peer.written.length = 0;
    peer.send({ jsonrpc: '2.0', id: 1, method: 'nodepipe/hello', params });
    expect(peer.messages[0]?.message).toMatchObject({ id: 1, result: { version: 1 } });
  }
  peer.send({ jsonrpc: '2.0', id: 2, method: 'echo', params: ['alive'] });
  expect(peer.messages.at(-1)?.message).toEqual({ jsonrpc: '2.0', id: 2, result: 'alive' });
});

test('the answers to a batch come together when the last is there, and hold no markers', async () => {
  const gate = deferred<string>();
  const peer = new RawPeer({
    handlers: new Map([...handlers, ['slow', () => gate.promise], ['bytes', () => Buffer.from('abc')]]),
  }).hello();
  peer.send([
    { jsonrpc: '2.0', id: 1, method: 'slow' },
    { jsonrpc: '2.0', id: 2, method: 'bytes' },
    { jsonrpc: '2.0', method: 'echo' },
    { jsonrpc: '2.0', id: 3, result: 1 },
  ]);
  await settle();
  expect(peer.messages).toEqual([]);
  gate.resolve('late');
  expect(await peer.messagesUpTo(1)).toEqual([
    [
      { jsonrpc: '2.0', id: 2, result: 'YWJj' },
      { jsonrpc: '2.0', id: 1, result: 'late' },
    ],
  ]);
});

test('a plain peer is asked for no progress, and is told of no trace', async () => {
  const peer = new RawPeer({});
  const options = { progress: () => {}, traceparent: '00-1-1-00', tracestate: 'a=1' };
  peer.connection.host
    .with(options)
    .invoke('x', 1)
    .catch(() => {});
  expect(await peer.messagesUpTo(1)).toEqual([{ jsonrpc: '2.0', id: 1, method: 'x', params: [1] }]);
});
