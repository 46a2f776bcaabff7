import { describe, expect, test } from 'vitest';
import { RpcError } from '../../node-child/src/errors/callErrors.js';
import { RemoteError } from '../../node-child/src/errors/remoteError.js';
import { echo, startPair } from './pair.js';
import { RawPeer } from './support.js';

const throwing = (thrown: unknown) =>
  startPair({
    now: () => {
      throw thrown;
    },
    later: async () => {
      await null;
      throw thrown;
    },
    echo,
  });

class SettingError extends Error {}

describe.each(['now', 'later'])('what a function throws %s', (when) => {
  test('arrives with its name, message, code, properties, stack and causes', async () => {
    const cause = Object.assign(new TypeError('inner', { cause: 'the root' }), { code: 'E_INNER' });
    const error = Object.assign(new SettingError('outer', { cause }), {
      code: 'E_OUTER',
      key: ['a'],
      f() {},
    });
    using pair = await throwing(error);
    const caught = await pair.child.invoke(when).catch((reason: unknown) => reason);
    expect(caught).toBeInstanceOf(RemoteError);
    expect(caught).toBeInstanceOf(Error);
    expect(caught).toMatchObject({
      name: 'SettingError',
      message: 'outer',
      code: 'E_OUTER',
      rpcCode: -32000,
      properties: { key: ['a'] },
      cause: { name: 'TypeError', message: 'inner', code: 'E_INNER', cause: 'the root' },
    });
    expect((caught as RemoteError).stack).toContain('errors.test.ts');
    expect((caught as RemoteError).remoteStack).toBe(error.stack);
    expect((caught as RemoteError).properties).not.toHaveProperty('f');
  });

  test.each([
    { what: 'a string', thrown: 'no' },
    { what: 'undefined', thrown: undefined },
    { what: '0', thrown: 0 },
    { what: 'null', thrown: null },
    { what: 'an object', thrown: { status: 404 } },
  ])('arrives as such where it is no error: $what', async ({ thrown }) => {
    using pair = await throwing(thrown);
    const settled = await Promise.allSettled([pair.child.invoke(when)]);
    expect(settled).toEqual([{ status: 'rejected', reason: thrown }]);
    expect(await pair.child.invoke('echo', 1)).toBe(1);
  });

  test('has a text that says something where it is an object', async () => {
    const peer = new RawPeer({ handlers: new Map([['now', () => Promise.reject({ status: 404 })]]) });
    peer.send({ jsonrpc: '2.0', id: 1, method: 'now' });
    expect(await peer.messagesUpTo(1)).toMatchObject([{ error: { message: '{"status":404}' } }]);
  });

  test('keeps a code that is neither text nor number among its properties', async () => {
    using pair = await throwing(Object.assign(new Error('x'), { code: { value: 7 } }));
    await expect(pair.child.invoke(when)).rejects.toMatchObject({ properties: { code: { value: 7 } } });
  });

  test('and has come from the other side before, goes on with nothing that this side has added', async () => {
    using pair = await startPair(
      { relay: () => pair.host.invoke('fail') },
      {
        fail: () => {
          throw Object.assign(new TypeError('far'), { key: 1 });
        },
      },
    );
    const caught = await pair.child.invoke('relay').catch((reason: unknown) => reason);
    expect(caught).toMatchObject({ name: 'TypeError', message: 'far' });
    expect((caught as RemoteError).properties).toEqual({ key: 1 });
  });

  test('may be an error of JSON-RPC, which goes as it is', async () => {
    using pair = await throwing(new RpcError(-32602, 'two, please', { expected: 2 }));
    await expect(pair.child.invoke(when)).rejects.toMatchObject({
      rpcCode: -32602,
      message: 'two, please',
      data: { expected: 2 },
    });
  });
});

describe('an answer that there is no such method says what was called and what to do about it', () => {
  const messageFor = async (hello: object, error: object) => {
    const peer = new RawPeer({});
    peer.send({ jsonrpc: '2.0', id: 'h', method: 'nodepipe/hello', params: { version: 1, ...hello } });
    const call = peer.connection.host.invoke('settng');
    peer.send({ jsonrpc: '2.0', id: 1, error });
    return (await call.catch((reason: unknown) => reason)) as RemoteError;
  };
  const bare = { code: -32601, message: 'Method not found', data: 1 };

  test('of a host in .NET', async () => {
    expect(await messageFor({ runtime: { name: 'dotnet', version: '10' } }, bare)).toMatchObject({
      message: "The host has no handler 'settng'; register it with Handle before it is called.",
      rpcCode: -32601,
      data: 1,
    });
  });

  test('of any other peer', async () => {
    const message = "The other side has no method 'settng'; it must be registered there before it is called.";
    expect((await messageFor({}, bare)).message).toBe(message);
    expect((await messageFor({ version: 7 }, bare)).message).toBe(message);
  });

  test('unless the peer says more itself', async () => {
    expect((await messageFor({}, { ...bare, message: 'No settng here' })).message).toBe('No settng here');
  });
});

test('errors that hold strange things arrive all the same', async () => {
  const cyclic = Object.assign(new Error('a\ud800'), { self: {} as unknown, size: 10n });
  cyclic.self = cyclic;
  cyclic.cause = cyclic;
  using pair = await throwing(cyclic);
  await expect(pair.child.invoke('now')).rejects.toMatchObject({
    message: 'a\ufffd',
    cause: { name: 'Error' },
  });
});

test('all errors of an AggregateError arrive', async () => {
  using pair = await throwing(new AggregateError([new Error('one'), 2], 'both'));
  await expect(pair.child.invoke('now')).rejects.toMatchObject({
    name: 'AggregateError',
    properties: { errors: [{ message: 'one' }, { thrown: 2 }] },
  });
});

test('an error of .NET arrives as a RemoteError with its type, and keeps it on the way back', async () => {
  using pair = await startPair(
    { ask: async () => pair.host.invoke('setting') },
    {
      setting: () => {
        throw new RpcError(-32000, 'no such key', {
          name: 'KeyNotFoundException',
          message: 'no such key',
          type: 'System.Collections.Generic.KeyNotFoundException',
          stack: '   at Program.Main()',
        });
      },
    },
  );
  await expect(pair.child.invoke('ask')).rejects.toMatchObject({
    name: 'KeyNotFoundException',
    dotnetType: 'System.Collections.Generic.KeyNotFoundException',
    stack: expect.stringContaining('at Program.Main()'),
  });
});

test('an error of another copy of the class is a RemoteError too', () => {
  expect(Object.create(RemoteError.prototype)).toBeInstanceOf(RemoteError);
  expect(new Error('other')).not.toBeInstanceOf(RemoteError);
  expect(undefined).not.toBeInstanceOf(RemoteError);
});

test('a notification that fails is heard of at this side only', async () => {
  const heard: unknown[] = [];
  using pair = await startPair(
    {
      now: () => {
        throw new Error('one');
      },
      later: () => Promise.reject(new Error('two')),
      echo,
    },
    {},
    { onNotificationFailed: (method, error) => heard.push([method, String(error)]) },
  );
  pair.child.notify('now');
  pair.child.notify('later');
  pair.child.notify('nothing');
  await pair.child.invoke('echo', 1);
  expect(heard).toEqual([
    ['now', 'Error: one'],
    ['later', 'Error: two'],
  ]);
});
