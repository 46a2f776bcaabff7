import { describe, expect, test } from 'vitest';
import { connect } from '../../node-child/src/index.js';
import type { Handler } from '../../node-child/src/rpc/calls/incomingCall.js';
import { Connection } from '../../node-child/src/rpc/connection.js';
import type { ConnectionOptions } from '../../node-child/src/rpc/connectionOptions.js';
import { poll } from '../support/poll.js';
import { allFeatures } from './features.js';
import { echo, settle } from './pair.js';
import { splitMessages } from './support.js';

const MEBIBYTE = 1024 * 1024;

/** A peer that sends what the test likes, and reads when the test likes. */
class SlowPeer {
  readonly connection: Connection;
  readonly written: Buffer[] = [];
  #unread = 0;

  constructor(options: ConnectionOptions, readsAlways = false) {
    const count = (bytes: number) => {
      this.#unread += readsAlways ? 0 : bytes;
    };
    const unread = () => this.#unread;
    this.connection = new Connection(
      {
        write: (bytes) => {
          const copy = Buffer.from(bytes as Uint8Array);
          this.written.push(copy);
          count(copy.length);
        },
        peerAlwaysReads() {},
        get unwritten() {
          return unread();
        },
      },
      options,
    );
  }

  send(line: string | object): void {
    this.connection.data(Buffer.from(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`));
  }

  hello(maxMessageLength = 268_435_456): this {
    const params = { version: 1, features: allFeatures, maxMessageLength };
    this.send({ jsonrpc: '2.0', id: 'hello', method: 'nodepipe/hello', params });
    this.read();
    return this;
  }

  /** Takes all that was written. */
  read(): void {
    this.connection.flush();
    this.#unread = 0;
    this.written.length = 0;
  }
}

const small = { maxMessageLength: 5_000, maxBufferedBytes: 20_000 };
const handlers = new Map<string, Handler>([['echo', echo]]);

async function expectEnd(peer: SlowPeer, says: RegExp): Promise<void> {
  const call = peer.connection.host.invoke('never');
  call.catch(() => {});
  expect(await peer.connection.ended).toMatchObject({
    code: 'ERR_NODEPIPE_PROTOCOL',
    message: expect.stringMatching(says),
  });
  await expect(call).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
}

describe('who makes a connection hold too much ends it, and is told what it was:', () => {
  const text = 'x'.repeat(1_000);

  test.each([
    ['requests', { jsonrpc: '2.0', id: 1, method: 'echo', params: [text] }],
    ['requests that fail', { jsonrpc: '2.0', id: 1, method: text, params: [] }],
    ['lines that are no JSON', `{${text}`],
    ['lines of text that nobody wants', text],
    ['answers to nothing', { jsonrpc: '2.0', id: 1, wrong: text }],
  ])('%s whose answers it never reads', async (_, line) => {
    const peer = new SlowPeer({ ...small, handlers });
    for (let count = 0; count < 1_000; count++) {
      peer.send(line);
    }
    await expectEnd(
      peer,
      /^Answers that are not written hold 2\d{4} bytes, which is over the limit of 20000 bytes; raise maxBufferedBytes/,
    );
    peer.connection.flush();
    expect(splitMessages(Buffer.concat(peer.written)).at(-1)?.message).toMatchObject({
      id: null,
      error: { code: -32600 },
    });
  });

  test('texts whose answers it never reads', async () => {
    const peer = new SlowPeer(small);
    peer.connection.onText = (line) => peer.connection.sendText(line.toString());
    for (let count = 0; count < 1_000; count++) {
      peer.send(text);
    }
    await expectEnd(peer, /^Answers that are not written hold /);
  });

  test('items of a stream that it asks for and never reads', async () => {
    const endless: Handler = async function* () {
      for (;;) {
        yield text;
      }
    };
    const peer = new SlowPeer({ ...small, handlers: new Map([['endless', endless]]) }).hello();
    peer.send({ jsonrpc: '2.0', id: 1, method: 'endless', params: [] });
    peer.send({ jsonrpc: '2.0', method: '$/stream/pull', params: [1, 1_000_000_000] });
    await expectEnd(peer, /^Answers that are not written hold /);
  });

  test('streams that it opens and does not read are as many as calls may be open, and others go on', async () => {
    let ended = 0;
    const wait: Handler = async function* () {
      try {
        yield await new Promise(() => {});
      } finally {
        ended++;
      }
    };
    const peer = new SlowPeer({ maxOpenCalls: 2, handlers: new Map([['wait', wait]]) }).hello();
    for (let id = 1; id <= 3; id++) {
      peer.send({ jsonrpc: '2.0', id, method: 'wait', params: [] });
    }
    const answers = () => splitMessages(Buffer.concat(peer.written)).map(({ message }) => message);
    expect(answers()).toMatchObject([{ id: 1 }, { id: 2 }, { id: 3, error: { code: -32001 } }]);
    peer.send({ jsonrpc: '2.0', method: '$/stream/cancel', params: [2] });
    peer.send({ jsonrpc: '2.0', id: 4, method: 'wait', params: [] });
    expect(answers()).toMatchObject([{}, {}, {}, { id: 4, result: {} }]);
    expect(ended).toBe(0);
  });

  test('the batches of many streams together hold no more than those of a few', async () => {
    const streams = 200;
    const endless: Handler = async function* () {
      for (;;) {
        yield text;
      }
    };
    const peer = new SlowPeer({ handlers: new Map([['endless', endless]]) }, true).hello();
    for (let id = 1; id <= streams; id++) {
      peer.send({ jsonrpc: '2.0', id, method: 'endless', params: [] });
    }
    peer.written.length = 0;
    for (let id = 1; id <= streams; id++) {
      peer.send({ jsonrpc: '2.0', method: '$/stream/pull', params: [id, 1_000] });
    }
    const batches = await poll('items of all', () => {
      const messages = splitMessages(Buffer.concat(peer.written)).map(({ message }) => message);
      return messages.length >= streams && (messages as { params: [number, string[]] }[]);
    });
    peer.connection.stop();
    for (const { params } of batches) {
      expect(params[1].length * text.length).toBeLessThanOrEqual((1024 * 1024) / streams + text.length);
    }
  });

  test('long results that it never reads', async () => {
    const give: Handler = () => Buffer.alloc(3 * MEBIBYTE);
    const limits = { maxMessageLength: 4 * MEBIBYTE, maxBufferedBytes: 8 * MEBIBYTE };
    const peer = new SlowPeer({ ...limits, handlers: new Map([['give', give]]) }).hello();
    for (let id = 1; id <= 20; id++) {
      peer.send({ jsonrpc: '2.0', id, method: 'give', params: [] });
    }
    await expectEnd(peer, /^Answers that .* over the limit of 8388608 bytes; /);
    const length = peer.written.reduce((sum, bytes) => sum + bytes.length, 0);
    expect(length).toBeLessThan(12 * MEBIBYTE);
  });

  test('a batch of messages that are none', async () => {
    const peer = new SlowPeer(small);
    peer.send(`[${Array.from({ length: 2_000 }, () => '1')}]`);
    await expectEnd(peer, /^Answers that wait for the others of their batch hold 2\d{4} bytes/);
  });

  test('notifications that wait for their turn', async () => {
    let started = 0;
    const hold: Handler = () => {
      started++;
      return new Promise(() => {});
    };
    const peer = new SlowPeer({ ...small, maxOpenCalls: 2, handlers: new Map([['hold', hold]]) });
    for (let count = 0; count < 1_000; count++) {
      peer.send({ jsonrpc: '2.0', method: 'hold', params: [text] });
    }
    expect(started).toBe(2);
    await expectEnd(peer, /^Notifications that wait for their turn hold 2\d{4} bytes, .*maxBufferedBytes/);
  });

  test('items of a stream beyond the credit', async () => {
    const peer = new SlowPeer(small).hello();
    const items = peer.connection.host.stream('give');
    const first = items.next();
    peer.send('{"$streams":[5],"jsonrpc":"2.0","id":1,"result":{"$stream":5}}');
    await settle(2);
    const batch = Array.from({ length: 64 }, (_, index) => index);
    peer.send({ jsonrpc: '2.0', method: '$/stream/items', params: [5, batch] });
    expect(await first).toEqual({ done: false, value: 0 });
    peer.send({ jsonrpc: '2.0', method: '$/stream/items', params: [5, [64]] });
    await expectEnd(peer, /^The stream 5 brings 1 items where 0 were asked for; /);
    expect(await items.next()).toEqual({ done: false, value: 1 });
  });
});

describe('a peer that keeps the rules never gets there:', () => {
  test('what it has read is not counted any more', () => {
    const peer = new SlowPeer({ ...small, handlers });
    for (let count = 0; count < 1_000; count++) {
      peer.send({ jsonrpc: '2.0', id: count, method: 'echo', params: ['x'.repeat(1_000)] });
      if (count % 15 === 0) {
        peer.read();
      }
    }
    expect(splitMessages(Buffer.concat(peer.written)).at(-1)?.message).toMatchObject({ id: 999 });
  });

  test('what this side says by itself is not counted', async () => {
    const peer = new SlowPeer({ ...small, handlers });
    for (let count = 0; count < 100; count++) {
      peer.connection.host.notify('hear', 'x'.repeat(1_000));
    }
    await settle(2);
    peer.send({ jsonrpc: '2.0', id: 1, method: 'echo', params: ['there'] });
    expect(splitMessages(Buffer.concat(peer.written)).at(-1)?.message).toMatchObject({ result: 'there' });
  });

  test.each([
    ['in chunks', Buffer.alloc(20 * MEBIBYTE)],
    ['in a line', Array.from({ length: 200_000 }, (_, index) => index)],
  ])('one answer alone may be longer than the budget: %s', async (_, value) => {
    const limits = { maxMessageLength: 5_000, maxBufferedBytes: MEBIBYTE };
    const give: Handler = () => value;
    const peer = new SlowPeer({ ...limits, handlers: new Map([['give', give]]) }).hello();
    const written = () => peer.written.reduce((sum, bytes) => sum + bytes.length, 0);
    peer.send({ jsonrpc: '2.0', id: 1, method: 'give', params: [] });
    const least = Buffer.isBuffer(value) ? value.length : JSON.stringify(value).length;
    await poll('all of it', () => written() > least);
    peer.send({ jsonrpc: '2.0', id: 2, method: 'give', params: [] });
    await expectEnd(peer, /^Answers that .* over the limit of 1048576 bytes; /);
  });

  test('any number of long results is sent to a peer that reads always', async () => {
    const give: Handler = () => Buffer.alloc(3 * MEBIBYTE);
    const limits = { maxMessageLength: 4 * MEBIBYTE, maxBufferedBytes: 8 * MEBIBYTE };
    const peer = new SlowPeer({ ...limits, handlers: new Map([['give', give]]) }, true).hello();
    for (let id = 1; id <= 20; id++) {
      peer.send({ jsonrpc: '2.0', id, method: 'give', params: [] });
    }
    await poll('all of them', () => {
      const length = peer.written.reduce((sum, bytes) => sum + bytes.length, 0);
      return length > 20 * 3 * MEBIBYTE;
    });
    peer.send({ jsonrpc: '2.0', id: 'after', method: 'nothing', params: [] });
    expect(splitMessages(Buffer.concat(peer.written)).at(-1)?.message).toMatchObject({ id: 'after' });
  });

  test('messages with long values are under way up to its limit together, and others wait whole, in their order', async () => {
    const give: Handler = (call) => Buffer.alloc(Number(call.arguments[0]) * MEBIBYTE);
    const peer = new SlowPeer({ handlers: new Map([['give', give]]) }, true).hello(4 * MEBIBYTE + 1_000);
    for (const [id, size] of [2, 2, 3, 2].entries()) {
      peer.send({ jsonrpc: '2.0', id, method: 'give', params: [size] });
    }
    const sent = await poll('all chunks', () => {
      const messages = splitMessages(Buffer.concat(peer.written)).map(({ message }) => message);
      const numbers = messages.map((message) => {
        const { params, id } = message as { params?: number[]; id?: number };
        return params?.[0] ?? `answer ${id}`;
      });
      return numbers.length === 13 && numbers;
    });
    expect(sent).toEqual(['answer 0', 'answer 1', 1, 2, 1, 2, 'answer 2', 3, 3, 3, 'answer 3', 4, 4]);
  });
});

test('the budget is not below the longest message', async () => {
  const over = { readFd: 0, writeFd: 1 };
  await expect(connect({ over, maxMessageLength: 2_000, maxBufferedBytes: 1_000 })).rejects.toThrow(
    'The option maxBufferedBytes of connect() is 1000; give at least the longest message, 2000 bytes.',
  );
});
