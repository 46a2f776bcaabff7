import { describe, expect, test } from 'vitest';
import { connectedPair } from '../../node-child/src/testing/connectedPair.js';
import { transports } from '../support/child.js';
import { moduleFixture, startPlain } from './support.js';

describe.each(transports)('a program of its own, over the %s transport,', (io) => {
  const program = moduleFixture('connectProgram.mjs');

  test('exposes functions and calls the other side until that ends', async () => {
    await using node = await startPlain({ io, program }, { same: (value: number) => value });
    expect(await node.host.invoke('twice', 21)).toBe(42);
    await expect(node.host.invoke('ping')).rejects.toMatchObject({ rpcCode: -32601 });
    await node.connection.close();
    expect(await node.child.exit()).toEqual({ code: 7, signal: null });
  });

  test('may end the connection itself', async () => {
    await using node = await startPlain({ io, program });
    await node.host.invoke('leave');
    await node.connection.ended;
    await node.connection.close();
    expect(await node.child.exit()).toEqual({ code: 7, signal: null });
  });
});

test('what breaks the protocol ends the connection with an error', async () => {
  using pair = connectedPair({}, {});
  pair.right.data(Buffer.from('{"$bin":[9999999]}\n'));
  expect(await pair.right.ended).toMatchObject({ code: 'ERR_NODEPIPE_ATTACHMENTS_TOO_LONG' });
});
