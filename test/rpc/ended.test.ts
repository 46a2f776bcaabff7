import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Handler } from '../../node-child/src/rpc/calls/incomingCall.js';
import { poll } from '../support/poll.js';
import { deferred } from './pair.js';
import { RawPeer } from './support.js';

test('what comes after the end is not taken', () => {
  const heard: unknown[] = [];
  const hear: Handler = (call) => void heard.push(call.arguments[0]);
  const peer = new RawPeer({ handlers: new Map([['hear', hear]]) }).hello();
  peer.send({ jsonrpc: '2.0', method: 'hear', params: ['before'] });
  peer.connection.end();
  peer.send({ jsonrpc: '2.0', method: 'hear', params: ['after'] });
  peer.send({ jsonrpc: '2.0', method: 'hear', params: ['after', { in: 'another form' }] });
  expect(heard).toEqual(['before']);
});

test('a stream that a handler answers with after the end is ended', async () => {
  const gate = deferred<Readable>();
  const peer = new RawPeer({ handlers: new Map([['late', () => gate.promise]]) }).hello();
  peer.send({ jsonrpc: '2.0', id: 1, method: 'late' });
  peer.connection.end();
  const late = Readable.from([1, 2, 3]);
  gate.resolve(late);
  expect(await poll('its end', () => late.destroyed)).toBe(true);
});
