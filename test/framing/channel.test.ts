import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { memoryPair, openMessageChannel } from '../../node-child/src/index.js';
import { allFramings, encode, FrameHash, randomFrames } from './support.js';

const turns = async (count: number) => {
  for (let done = 0; done < count; done++) {
    await turn();
  }
};

describe.each(allFramings)('a channel of the framing $name', (framing) => {
  test('carries frames in both directions until their end', async () => {
    const [over, other] = memoryPair();
    await using left = await openMessageChannel({ over, framing });
    await using right = await openMessageChannel({ over: other, framing });
    const [sent, received] = [new FrameHash(), new FrameHash()];
    const send = async () => {
      for (const frame of randomFrames(5_000, 7)) {
        sent.add(frame);
        await left.send(frame);
      }
      await left.end();
    };
    const echo = async () => {
      for await (const frame of right.readAll()) {
        await right.send(frame);
      }
      await right.end();
    };
    const collect = async () => {
      for await (const frame of left.readAll()) {
        received.add(frame);
      }
    };
    await Promise.all([send(), echo(), collect()]);
    expect(received.digest()).toBe(sent.digest());
    expect(await left.ended).toBe('its stream has ended');
    expect(await left.read()).toEqual({ kind: 'end' });
    await expect(left.send('more')).rejects.toMatchObject({ code: 'ERR_NODEPIPE_ENDED' });
  });

  test('says that nothing has come yet, and loses no byte by that', async () => {
    const [over, other] = memoryPair();
    await using channel = await openMessageChannel({ over, framing });
    const bytes = encode(framing, 'a frame');
    for (const byte of bytes) {
      expect(await channel.read({ timeout: 1 })).toEqual({ kind: 'nothing' });
      expect(await channel.read({ timeout: 0 })).toEqual({ kind: 'nothing' });
      const controller = new AbortController();
      const read = channel.read({ signal: controller.signal });
      controller.abort(new Error('enough'));
      await expect(read).rejects.toThrow('enough');
      other.writable.write(Uint8Array.of(byte));
      await turns(3);
    }
    expect(await channel.read({ timeout: 0 })).toEqual({ kind: 'frame', frame: Buffer.from('a frame') });
    const late = channel.read({ timeout: 60_000 });
    other.writable.end(encode(framing, 'another'));
    expect(await late).toEqual({ kind: 'frame', frame: Buffer.from('another') });
    expect(await channel.read({ timeout: 60_000 })).toEqual({ kind: 'end' });
  });

  test('ends with an error within a frame, behind the frames before it', async () => {
    const [over, other] = memoryPair();
    await using channel = await openMessageChannel({ over, framing, maxMessageLength: 10 });
    other.writable.write(encode(framing, 'one'));
    other.writable.end(encode(framing, 'x'.repeat(11)));
    const frames: string[] = [];
    const error = await (async () => {
      for await (const frame of channel.readAll()) {
        frames.push(frame.toString());
      }
    })().catch((thrown: unknown) => thrown);
    expect(frames).toEqual(['one']);
    expect(error).toMatchObject({ limit: 10 });
    await expect(channel.ended).rejects.toBe(error);
    await expect(channel.read()).rejects.toBe(error);
  });
});

test('what a loop has not taken is there for the next one, also where it is left while it waits', async () => {
  const [over, other] = memoryPair();
  await using channel = await openMessageChannel({ over });
  other.writable.write('1\n2\n3\n');
  for await (const frame of channel.readAll()) {
    expect(frame.toString()).toBe('1');
    break;
  }
  const frames = channel.readAll();
  expect((await frames.next()).value?.toString()).toBe('2');
  expect((await frames.next()).value?.toString()).toBe('3');
  const waiting = frames.next();
  expect(await frames.return()).toEqual({ done: true, value: undefined });
  expect(await waiting).toEqual({ done: true, value: undefined });
  other.writable.write('4\n');
  expect(await frames.next()).toEqual({ done: true, value: undefined });
  expect(await channel.read()).toEqual({ kind: 'frame', frame: Buffer.from('4') });
});

test('each frame is one reader’s, in the order in which they asked', async () => {
  const [over, other] = memoryPair();
  await using channel = await openMessageChannel({ over });
  const reads = [channel.read(), channel.read({ timeout: 1 }), channel.read()];
  expect(await reads[1]).toEqual({ kind: 'nothing' });
  other.writable.end('1\n2\n');
  expect(await reads[0]).toEqual({ kind: 'frame', frame: Buffer.from('1') });
  expect(await reads[2]).toEqual({ kind: 'frame', frame: Buffer.from('2') });
  expect(await Promise.all([channel.read(), channel.read()])).toEqual([{ kind: 'end' }, { kind: 'end' }]);
});

test('the other side waits while nobody reads, and goes on when somebody does', async () => {
  const [over, other] = memoryPair();
  await using reader = await openMessageChannel({ over });
  await using writer = await openMessageChannel({ over: other });
  const frame = Buffer.alloc(10_000, 'x');
  let sent = 0;
  const sending = (async () => {
    for (; sent < 1_000; sent++) {
      await writer.send(frame);
    }
    await writer.end();
  })();
  await turns(3_000);
  const bytes = sent * frame.length;
  expect(bytes).toBeGreaterThan(1_000_000);
  expect(bytes).toBeLessThan(1_500_000);
  let received = 0;
  for await (const { length } of reader.readAll()) {
    received += length;
  }
  await sending;
  expect(received).toBe(10_000_000);
});

test('a channel that is disposed ends its own reads and the other side’s sends', async () => {
  const [over, other] = memoryPair();
  const channel = await openMessageChannel({ over });
  await using right = await openMessageChannel({ over: other });
  const read = channel.read();
  const frames = channel.readAll().next();
  await channel.send('last');
  await channel[Symbol.asyncDispose]();
  expect(await read).toEqual({ kind: 'end' });
  expect(await frames).toEqual({ done: true, value: undefined });
  expect(await channel.ended).toBe('this side has closed it');
  expect(await right.read()).toEqual({ kind: 'frame', frame: Buffer.from('last') });
  expect(await right.read()).toEqual({ kind: 'end' });
  await expect(right.send('x')).rejects.toMatchObject({
    code: 'ERR_NODEPIPE_CLOSED',
    message: 'The connection is closed: the other side no longer reads.',
  });
});

test.each([-1, Number.NaN])('a time-out of %d is a RangeError', async (timeout) => {
  const [over] = memoryPair();
  await using channel = await openMessageChannel({ over });
  await expect(channel.read({ timeout })).rejects.toThrow(RangeError);
});

test('promises of a channel may be left alone', async () => {
  const [over, other] = memoryPair();
  await using channel = await openMessageChannel({ over, maxMessageLength: 5 });
  void channel.read();
  void channel.readAll().next();
  void channel.send('one\ntwo');
  other.writable.write('more than five\n');
  await turns(5);
  await expect(channel.ended).rejects.toMatchObject({ code: 'ERR_NODEPIPE_LINE_TOO_LONG' });
});
