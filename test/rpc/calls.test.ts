import { expect, test } from 'vitest';
import type { Host } from '../../node-child/src/rpc/calls/remoteHost.js';
import { echo, settle, startPair } from './pair.js';
import { RawPeer } from './support.js';

test('calls are started in order and run at the same time', async () => {
  const started: unknown[] = [];
  const releases: ((value: unknown) => void)[] = [];
  using pair = await startPair({
    hold: (call) => {
      started.push(call.arguments[0]);
      return new Promise((resolve) => releases.push(resolve));
    },
  });
  const calls = [1, 2, 3].map((number) => pair.child.invoke('hold', number));
  await settle();
  expect(started).toEqual([1, 2, 3]);
  for (const [index, release] of releases.reverse().entries()) {
    release(index);
  }
  expect(await Promise.all(calls)).toEqual([2, 1, 0]);
});

test('ten thousand calls in flight are all answered, each by its own answer', async () => {
  using pair = await startPair({ later: async (call) => call.arguments[0] });
  const numbers = Array.from({ length: 10_000 }, (_, index) => index);
  expect(await Promise.all(numbers.map((number) => pair.child.invoke('later', number)))).toEqual(numbers);
});

test('calls nest to any depth', async () => {
  const down =
    (other: () => Host) =>
    async (call: { readonly arguments: readonly unknown[] }): Promise<number> => {
      const depth = Number(call.arguments[0]);
      return depth === 0 ? 0 : 1 + (await other().invoke<number>('down', depth - 1));
    };
  using pair = await startPair({ down: down(() => pair.host) }, { down: down(() => pair.child) });
  expect(await pair.child.invoke('down', 200)).toBe(200);
});

test('an unknown method is an error, an unknown notification is silence, and nothing inherited can be called', async () => {
  using pair = await startPair({ echo });
  for (const name of ['nothing', 'constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    await expect(pair.child.invoke(name)).rejects.toMatchObject({ rpcCode: -32601 });
    pair.child.notify(name);
  }
  expect(await pair.child.invoke('echo', 'alive')).toBe('alive');
});

test('arguments by position and by name arrive as they are', async () => {
  using pair = await startPair({ args: (call) => call.arguments });
  expect(await pair.child.invoke('args')).toEqual([]);
  expect(await pair.child.invoke('args', [1, 2])).toEqual([[1, 2]]);
  expect(await pair.child.invoke('args', 1, undefined, null)).toEqual([1, null, null]);
  expect(await pair.child.invokeByName('args', { a: 1 })).toEqual([{ a: 1 }]);
});

test('a handler that returns no promise is answered before anything else happens', () => {
  const peer = new RawPeer({ handlers: new Map([['echo', echo]]) });
  peer.send({ jsonrpc: '2.0', id: 5, method: 'echo', params: ['a'] });
  expect(Buffer.concat(peer.written).toString()).toBe('{"jsonrpc":"2.0","id":5,"result":"a"}\n');
});

test('a request is written in the form that has the shortest way through the other side', async () => {
  const peer = new RawPeer({}).hello();
  peer.connection.host.invoke('add', 3, 4).catch(() => {});
  await peer.messagesUpTo(1);
  expect(Buffer.concat(peer.written).toString()).toBe(
    '{"jsonrpc":"2.0","id":1,"method":"add","params":[3,4]}\n',
  );
});

test('the answers to the calls of one chunk go out in few writes, and those that come later together too', async () => {
  const handlers = new Map([
    ['now', echo],
    ['later', async (call: Parameters<typeof echo>[0]) => call.arguments[0]],
  ]);
  const peer = new RawPeer({ handlers });
  const calls = (method: string) =>
    Array.from(
      { length: 50 },
      (_, id) => `{"jsonrpc":"2.0","id":${id},"method":"${method}","params":[${id}]}`,
    );
  peer.send(calls('now').join('\n'));
  // One, unless the machine is so slow that some were kept longer than an answer may wait.
  expect(peer.writes).toBeLessThan(10);
  peer.send(calls('later').join('\n'));
  await peer.messagesUpTo(100);
  expect(peer.writes).toBeLessThan(20);
});

test('the answer to a quick call does not wait for a slow one of the same chunk, be that known as slow or not', () => {
  const writesBefore: number[] = [];
  const handlers = new Map([
    ['quick', () => 1],
    [
      'slow',
      () => {
        writesBefore.push(peer.writes);
        const end = Date.now() + 30;
        while (Date.now() < end) {
          // The thread is busy.
        }
      },
    ],
  ]);
  const peer = new RawPeer({ handlers });
  for (let round = 0; round < 3; round++) {
    const writes = peer.writes;
    peer.send(['quick', 'slow'].map((m, id) => `{"jsonrpc":"2.0","id":${id},"method":"${m}"}`).join('\n'));
    expect(writesBefore.at(-1)).toBe(writes + 1);
  }
});

test('a call of a connection that has ended fails, and so does one that was open', async () => {
  using pair = await startPair({ hang: () => new Promise(() => {}) });
  const open = pair.child.invoke('hang');
  pair.disconnect();
  await expect(open).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
  await expect(pair.child.invoke('hang')).rejects.toMatchObject({ name: 'ConnectionClosedError' });
  expect(() => pair.child.notify('hang')).toThrow(expect.objectContaining({ code: 'ERR_NODEPIPE_CLOSED' }));
});

test('a call over the limit of open calls is refused, and the next after an answer is not', async () => {
  const releases: (() => void)[] = [];
  using pair = await startPair(
    { hold: () => new Promise<void>((resolve) => releases.push(resolve)), echo },
    {},
    { maxOpenCalls: 2 },
  );
  const open = [pair.child.invoke('hold'), pair.child.invoke('hold')];
  await expect(pair.child.invoke('echo', 1)).rejects.toMatchObject({ rpcCode: -32001 });
  releases[0]?.();
  await open[0];
  expect(await pair.child.invoke('echo', 2)).toBe(2);
  releases[1]?.();
  await open[1];
});

test('a message that the other side would not take fails that call only', async () => {
  using pair = await startPair({ give: () => 'é'.repeat(600), echo }, {}, {}, { maxMessageLength: 1_000 });
  await expect(pair.child.invoke('give')).rejects.toMatchObject({
    rpcCode: -32603,
    message: expect.stringContaining('limit of 1000 bytes'),
  });
  await expect(pair.host.invoke('x', 'y'.repeat(1_000))).rejects.toMatchObject({
    code: 'ERR_NODEPIPE_VALUE',
  });
  expect(await pair.child.invoke('echo', 'alive')).toBe('alive');
});

test('a notification takes the trace context that it is given', async () => {
  const peer = new RawPeer({}).hello();
  peer.connection.host.with({ traceparent: 'a', tracestate: 'b=1' }).notify('x');
  expect(await peer.messagesUpTo(1)).toEqual([
    { jsonrpc: '2.0', method: 'x', params: [], traceparent: 'a', tracestate: 'b=1' },
  ]);
});

test('calls in the course of a call carry on its trace context, unless they are given another', async () => {
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'a=1' };
  using pair = await startPair(
    {
      ask: async (call) => [
        await pair.childSide.hostFor(call).invoke('trace'),
        await pair.childSide.hostFor(call).with({ traceparent: 'other' }).invoke('trace'),
      ],
    },
    { trace: (call) => [call.traceparent, call.tracestate] },
  );
  expect(await pair.child.with(trace).invoke('ask')).toEqual([
    [trace.traceparent, trace.tracestate],
    ['other', null],
  ]);
});

test.each([
  [
    'the name of the function',
    (host: Host) => host.invoke('a\ud800'),
    /^The name of the function, "a\\ud800", holds a lone/,
  ],
  [
    'what should be it',
    (host: Host) => host.invoke(5 as unknown as string),
    /^The name of the function is of type number/,
  ],
  [
    'the trace context',
    (host: Host) => host.with({ traceparent: '\udc00' }).invoke('x'),
    /^traceparent, .* lone/,
  ],
  [
    'the trace state',
    (host: Host) => host.with({ traceparent: '', tracestate: '\udc00' }).invoke('x'),
    /^tracestate,/,
  ],
])('%s is an error of the call where UTF-8 cannot carry it', async (_what, call, says) => {
  const peer = new RawPeer({}).hello();
  await expect(call(peer.connection.host)).rejects.toMatchObject({
    code: 'ERR_NODEPIPE_VALUE',
    message: expect.stringMatching(says),
  });
  expect(peer.messages).toEqual([]);
});
