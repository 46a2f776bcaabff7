import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { connect } from '../../node-child/src/index.js';
import { startChild, transports } from '../support/child.js';
import { connectedPair } from '../support/connectedPair.js';
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

// Nothing is written in a blocking way to a peer without a hello: what does not fit into the pipe is still to be written.
test.each(transports)('an end that is asked for twice, over the %s transport, loses nothing', async (io) => {
  await using child = startChild({ io, program: moduleFixture('connectProgram.mjs') });
  const lastWords = 'x'.repeat(1024 * 1024);
  child.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'leave', params: [lastWords] })}\n`);
  expect(await child.read().exit()).toEqual({ code: 7, signal: null });
  expect(child.lines).toEqual([JSON.stringify({ jsonrpc: '2.0', id: 1, result: lastWords })]);
});

describe('a program that was started without its descriptors is told what is missing:', () => {
  const advice = 'pass two descriptor numbers to the program, or give connect() an `over`.';

  test.each([
    { args: [], says: `The read descriptor is missing; ${advice}` },
    { args: ['3'], says: `The write descriptor is missing; ${advice}` },
    { args: ['a', 'b'], says: 'The read descriptor is "a", which is not the number of a descriptor.' },
    { args: ['30', '31'], says: 'The read descriptor 30 is not open; the parent process must pass it on.' },
  ])('$args', async ({ args, says }) => {
    const program = moduleFixture('connectByArguments.mjs');
    const { stdout } = await execa(process.execPath, [program, ...args], { timeout: 10_000 });
    expect(stdout).toBe(`StartError: ${says}`);
  });

  test.each([Number.NaN, -1, 2.5, 2 ** 31])('descriptor %d', async (readFd) => {
    await expect(connect({ over: { readFd, writeFd: 4 } })).rejects.toMatchObject({
      code: 'ERR_NODEPIPE_START',
      message: `The read descriptor is ${readFd}, which is not the number of a descriptor.`,
    });
  });
});

test('what breaks the protocol ends the connection with an error', async () => {
  using pair = connectedPair({}, {});
  pair.right.data(Buffer.from('{"$bin":[9999999]}\n'));
  expect(await pair.right.ended).toMatchObject({ code: 'ERR_NODEPIPE_ATTACHMENTS_TOO_LONG' });
});
