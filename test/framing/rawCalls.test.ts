import { describe, expect, test } from 'vitest';
import {
  BrokenFrameError,
  connect,
  type Framing,
  framings,
  memoryPair,
  openMessageChannel,
} from '../../node-child/src/index.js';
import { allFramings, encode } from './support.js';

const echo = (value: unknown) => value;

const request = (id: number, ...params: unknown[]) => ({ jsonrpc: '2.0', id, method: 'echo', params });

/** A connection whose other side sends and reads frames of its own. */
async function open(framing: Framing) {
  const [over, other] = memoryPair();
  const connection = await connect({ over, framing, functions: { echo } });
  const channel = await openMessageChannel({ over: other, framing });
  const read = async () => {
    const result = await channel.read();
    return result.kind === 'frame' ? JSON.parse(result.frame.toString()) : result.kind;
  };
  return { connection, channel, writable: other.writable, read };
}

describe.each(allFramings)('a plain peer that frames as $name', (framing) => {
  test('gets the answers to a batch in one frame', async () => {
    const { connection, channel, read } = await open(framing);
    await channel.send(JSON.stringify([request(1, 'a'), request(2, 'b')]));
    expect(await read()).toEqual([
      { jsonrpc: '2.0', id: 1, result: 'a' },
      { jsonrpc: '2.0', id: 2, result: 'b' },
    ]);
    await connection.close();
  });

  test('is told that a frame is no message, and goes on', async () => {
    const { connection, channel, read } = await open(framing);
    for (const frame of ['hello', '', '{"jsonrpc":', Buffer.from([0x7b, 0xff])]) {
      await channel.send(frame);
      expect(await read()).toMatchObject({ id: null, error: { code: -32700 } });
    }
    await channel.send(JSON.stringify(request(1, 2)));
    expect(await read()).toEqual({ jsonrpc: '2.0', id: 1, result: 2 });
    await connection.close();
  });

  test('sends its bytes one by one', async () => {
    const { connection, writable, read } = await open(framing);
    const message = '{"$bin":[3,0],"jsonrpc":"2.0","id":1,"method":"echo","params":[{"$bin":0}]}';
    for (const byte of Buffer.concat([
      encode(framing, message),
      Buffer.from('\n\0\r'),
      encode(framing, JSON.stringify(request(2, 'x'))),
    ])) {
      writable.write(Uint8Array.of(byte));
    }
    // A peer without a hello gets bytes as base64.
    expect(await read()).toEqual({ jsonrpc: '2.0', id: 1, result: Buffer.from('\n\0\r').toString('base64') });
    expect(await read()).toEqual({ jsonrpc: '2.0', id: 2, result: 'x' });
    await connection.close();
  });
});

describe.each([
  { framing: framings.nulTerminated, bytes: 'half a frame' },
  { framing: framings.lengthPrefixed, bytes: Buffer.from([9, 0]) },
  { framing: framings.lengthPrefixed, bytes: Buffer.from([9, 0, 0, 0, 0x7b]) },
  { framing: framings.headers, bytes: 'Content-Length: 9\r\n' },
  { framing: framings.headers, bytes: 'Content-Length: 9\r\n\r\n{' },
])('an end inside a frame, framed as $framing.name,', ({ framing, bytes }) => {
  test('ends the connection with an error, behind the calls before it', async () => {
    const { connection, writable, read } = await open(framing);
    const call = connection.peer.invoke('anything');
    expect(await read()).toMatchObject({ method: 'anything' });
    writable.write(encode(framing, JSON.stringify(request(1, 'before'))));
    writable.end(bytes);
    expect(await read()).toEqual({ jsonrpc: '2.0', id: 1, result: 'before' });
    expect(await read()).toMatchObject({ id: null, error: { code: -32600, message: /ended within/ } });
    await expect(connection.ended).rejects.toBeInstanceOf(BrokenFrameError);
    await expect(call).rejects.toMatchObject({
      code: 'ERR_NODEPIPE_CLOSED',
      message: 'The connection is closed: its stream has ended.',
      cause: { code: 'ERR_NODEPIPE_BROKEN_FRAME' },
    });
    await connection.close();
  });
});

test.each(allFramings)('a message over the limit ends the connection framed as $name', async (framing) => {
  const [over, other] = memoryPair();
  await using connection = await connect({ over, framing, functions: { echo }, maxMessageLength: 100 });
  const channel = await openMessageChannel({ over: other, framing });
  await channel.send(JSON.stringify(request(1, 'short')));
  await channel.send(JSON.stringify(request(2, 'x'.repeat(100))));
  const answers: unknown[] = [];
  for (let count = 0; count < 2; count++) {
    const result = await channel.read();
    answers.push(result.kind === 'frame' ? JSON.parse(result.frame.toString()) : result);
  }
  expect(answers).toEqual([
    { jsonrpc: '2.0', id: 1, result: 'short' },
    {
      jsonrpc: '2.0',
      id: null,
      error: { code: -32600, message: expect.stringMatching(/the limit of 100 bytes/) },
    },
  ]);
  await expect(connection.ended).rejects.toMatchObject({ limit: 100 });
});
