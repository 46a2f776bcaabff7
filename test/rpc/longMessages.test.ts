import { describe, expect, test } from 'vitest';
import type { Handler } from '../../node-child/src/rpc/calls/incomingCall.js';
import { poll } from '../support/poll.js';
import { settle, startPair } from './pair.js';
import { RawPeer } from './support.js';

const MEBIBYTE = 1024 * 1024;

interface Sent {
  readonly method?: string;
  readonly params?: readonly unknown[];
}

/** What a connection has written, without the chunks and its hello. */
const sentBy = (peer: RawPeer) =>
  peer.messages.filter(({ message }) => (message as Sent).method !== '$/chunk');

/** A peer that takes 4 MiB in one message, to which two calls with 3 MiB each have been made. */
function twoCalls(signal?: AbortSignal) {
  const peer = new RawPeer({}).hello(4 * MEBIBYTE);
  const host = signal === undefined ? peer.connection.host : peer.connection.host.with({ signal });
  const short = Buffer.from('as it was');
  const calls = [
    peer.connection.host.invoke('first', Buffer.alloc(3 * MEBIBYTE)),
    host.invoke('second', short, Buffer.alloc(3 * MEBIBYTE)),
  ];
  for (const call of calls) {
    call.catch(() => {});
  }
  return { peer, short, calls };
}

describe('a message with long values that would be more than the peer takes together with those under way', () => {
  test('waits whole, and carries what was attached when it was given', async () => {
    const { peer, short } = twoCalls();
    expect(sentBy(peer).map(({ message }) => (message as Sent).method)).toEqual(['first']);
    short.fill('x');
    const sent = await poll('both', () => {
      const sent = sentBy(peer);
      return sent.length === 2 && sent;
    });
    expect(sent[1]).toMatchObject({
      message: { method: 'second' },
      attachments: [Buffer.from('as it was').toString('base64')],
    });
  });

  test('is overtaken by others, and by none of its own kind', async () => {
    const { peer } = twoCalls();
    peer.connection.host.notify('short', 1);
    peer.connection.host.notify('long', Buffer.alloc(2 * MEBIBYTE));
    const sent = await poll('all', () => {
      const sent = sentBy(peer);
      return sent.length === 4 && sent;
    });
    expect(sent.map(({ message }) => (message as Sent).method)).toEqual(['first', 'short', 'second', 'long']);
  });

  test('is never sent where its call is cancelled by then, and those behind it go on', async () => {
    const controller = new AbortController();
    const { peer, calls } = twoCalls(controller.signal);
    peer.connection.host.notify('long', Buffer.alloc(MEBIBYTE / 2), Buffer.alloc(MEBIBYTE));
    controller.abort(new Error('enough'));
    await expect(calls[1]).rejects.toThrow('enough');
    const sent = await poll('the last', () => {
      const sent = sentBy(peer);
      return sent.length === 2 && sent;
    });
    peer.connection.flush();
    expect(sent.map(({ message }) => (message as Sent).method)).toEqual(['first', 'long']);
    expect(sentBy(peer)).toHaveLength(2);
  });

  test('is sent at once where the process ends', () => {
    const { peer } = twoCalls();
    peer.connection.flush();
    expect(peer.messages.map(({ message }) => (message as Sent).method)).toEqual([
      'first',
      '$/chunk',
      '$/chunk',
      '$/chunk',
      'second',
      '$/chunk',
      '$/chunk',
      '$/chunk',
    ]);
  });

  test('fails its call where the connection ends', async () => {
    const { peer, calls } = twoCalls();
    peer.connection.end();
    peer.connection.close();
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
    }
    await settle();
  });
});

test('a peer that keeps to that is never ended, whatever stands beside its long values', async () => {
  const limits = { maxMessageLength: 3 * MEBIBYTE, maxBufferedBytes: 3 * MEBIBYTE };
  const lengths: Handler = (call) => call.arguments.map((value) => (value as Uint8Array | string).length);
  using pair = await startPair({ lengths }, {}, limits);
  const [text, short, long] = ['x'.repeat(MEBIBYTE / 2), Buffer.alloc(MEBIBYTE), Buffer.alloc(MEBIBYTE + 1)];
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => pair.child.invoke('lengths', text, short, long)),
  );
  expect(answers).toEqual(answers.map(() => [text.length, short.length, long.length]));
});

test('one message alone may be as long as a message may be, whatever it takes beside its value', async () => {
  const limits = { maxMessageLength: 3 * MEBIBYTE, maxBufferedBytes: 3 * MEBIBYTE };
  using pair = await startPair({ length: (call) => (call.arguments[0] as Buffer).length }, {}, limits);
  expect(await pair.child.invoke('length', Buffer.alloc(3 * MEBIBYTE))).toBe(3 * MEBIBYTE);
});
