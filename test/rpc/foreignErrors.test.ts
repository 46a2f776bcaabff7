import { describe, expect, test } from 'vitest';
import { RemoteError } from '../../node-child/src/errors/remoteError.js';
import type { Handler } from '../../node-child/src/rpc/calls/incomingCall.js';
import { startPair } from './pair.js';
import { RawPeer } from './support.js';

const hello = { jsonrpc: '2.0', id: 'h', method: 'nodepipe/hello', params: { version: 1, features: [] } };

async function answeredBy(error: object, saysHello: boolean): Promise<unknown> {
  const peer = new RawPeer({});
  if (saysHello) {
    peer.send(hello);
  }
  const call = peer.connection.host.invoke('f');
  peer.send({ jsonrpc: '2.0', id: 1, error });
  return await call.catch((reason: unknown) => reason);
}

describe('code, words and data of a plain peer arrive as they came', () => {
  test.each([
    { code: -32000, data: { detail: 7 } },
    { code: -32000, data: {} },
    { code: -32000, data: { thrown: 1 } },
    { code: -32000, data: { name: 'Error', message: 'not ours' } },
    { code: -32001, data: [1, 'two'] },
    { code: 7, data: null },
  ])('$code $data', async ({ code, data }) => {
    const error = await answeredBy({ code, message: 'server error', data }, false);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ message: 'server error', rpcCode: code, name: 'RemoteError' });
    expect((error as RemoteError).data).toEqual(data);
  });
});

test('a peer that knows NodePipe may answer with data of its own form too', async () => {
  const foreign = await answeredBy({ code: -32000, message: 'server error', data: { detail: 7 } }, true);
  expect(foreign).toMatchObject({ message: 'server error', rpcCode: -32000 });
  expect((foreign as RemoteError).data).toEqual({ detail: 7 });
  expect(await answeredBy({ code: -32000, message: 'x', data: {} }, true)).toBeUndefined();
});

describe('a function that there is not', () => {
  const functions = (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `f${10 + index}`);
    return Object.fromEntries(names.map((name): [string, Handler] => [name, () => 1]));
  };

  test.each([
    { count: 0, says: "There is no function 'settng'; there is none." },
    { count: 2, says: "There is no function 'settng'; there are f10, f11." },
    { count: 25, says: /there are f10, f11, .*, f29 and 5 more\.$/ },
  ])('is told with what there is: $count functions', async ({ count, says }) => {
    using pair = await startPair(functions(count));
    await expect(pair.child.invoke('settng')).rejects.toMatchObject({
      rpcCode: -32601,
      message: expect.stringMatching(says),
    });
  });

  test('is told to a plain peer in the words of the specification', async () => {
    const peer = new RawPeer({ handlers: new Map([['f', () => 1]]) });
    peer.send({ jsonrpc: '2.0', id: 1, method: 'g' });
    expect(await peer.messagesUpTo(1)).toMatchObject([
      { error: { code: -32601, message: 'Method not found' } },
    ]);
  });
});
