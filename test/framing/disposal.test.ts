import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { connect, framings, memoryPair, openMessageChannel } from '../../node-child/src/index.js';
import { startProgram } from './children.js';

const LONG = 5 * 1024 * 1024;

describe('where the other side lives and takes nothing, disposing ends', () => {
  test('a channel, and what was to be sent fails', async () => {
    await using sleeper = startProgram('sleep', ['600']);
    const channel = await openMessageChannel({ over: { child: sleeper.child } });
    const sent = channel.send(Buffer.alloc(LONG));
    await channel[Symbol.asyncDispose]();
    await expect(sent).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
  }, 30_000);

  test('a connection, and its calls have failed', async () => {
    await using sleeper = startProgram('sleep', ['600']);
    const connection = await connect({ over: { child: sleeper.child }, hello: 'answer' });
    const call = connection.peer.invoke('take', 'x'.repeat(LONG));
    const failed = expect(call).rejects.toThrow('The connection is closed: this side has ended it.');
    await connection.close();
    await failed;
  }, 30_000);
});

test('what a slow reader takes is not dropped, however long it takes', async () => {
  const taken: Buffer[] = [];
  const writable = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      taken.push(chunk);
      setTimeout(done, 700);
    },
  });
  const channel = await openMessageChannel({
    over: { readable: new PassThrough(), writable },
    framing: framings.nulTerminated,
  });
  for (let number = 0; number < 10; number++) {
    void channel.send(`${number}`);
  }
  await channel[Symbol.asyncDispose]();
  expect(Buffer.concat(taken).toString()).toBe('0\x001\x002\x003\x004\x005\x006\x007\x008\x009\x00');
}, 30_000);

test('who has broken a rule sees the end of the connection, whose open calls say which', async () => {
  const [mine, theirs] = memoryPair();
  await using connection = await connect({ over: mine, framing: framings.headers });
  const call = connection.peer.invoke('add');
  theirs.writable.write('Garbage\r\n\r\n');
  const ended = new Promise((resolve) => theirs.readable.once('end', () => resolve('ended')).resume());
  await expect(call).rejects.toThrow('The connection is closed: the other side broke a rule: ');
  await expect(connection.ended).rejects.toThrow();
  expect(await ended).toBe('ended');
});

test('streams that carry a channel carry nothing else', async () => {
  const [mine] = memoryPair();
  await using channel = await openMessageChannel({ over: mine });
  await expect(connect({ over: mine })).rejects.toMatchObject({
    code: 'ERR_NODEPIPE_START',
    message: 'The streams of connect() are in use already: each carries one connection or channel.',
  });
  await channel.send('still there');
});

test.each([null, undefined, 5, {}])('%j is no frame, and is said to be none', async (frame) => {
  const [mine] = memoryPair();
  await using channel = await openMessageChannel({ over: mine });
  await expect(channel.send(frame as never)).rejects.toThrow(
    /^A frame is a string or a Uint8Array, and not /,
  );
});
