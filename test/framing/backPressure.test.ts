import { closeSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { framings } from '../../node-child/src/framing/framings.js';
import { MessageChannel } from '../../node-child/src/hosting/messageChannel.js';
import { memoryPair, openLineChannel, openMessageChannel } from '../../node-child/src/index.js';
import { openTransport, type TransportKind } from '../../node-child/src/transport/openTransport.js';
import { transports } from '../support/child.js';
import { makePipe } from '../support/plumbing.js';
import { poll } from '../support/poll.js';
import { startProgram } from './children.js';
import { FrameHash, randomFrames } from './support.js';

/** Opens two pipes of this process, whose neighbours would be taken for Node's own. */
async function open(readFd: number, writeFd: number, io: TransportKind): Promise<MessageChannel> {
  return new MessageChannel(await openTransport({ readFd, writeFd }, io), framings.lines, 1_000_000);
}

/** Waits until a number stays as it is, and gives it. */
async function settled(what: string, count: () => number): Promise<number> {
  let last = Number.NaN;
  let same = 0;
  await poll(`${what} stays as it is`, () => {
    const now = count();
    same = now === last ? same + 1 : 0;
    last = now;
    return same === 20;
  });
  return last;
}

describe.each(transports)('over the %s transport', (io) => {
  test('a channel that nobody reads reads no further, and one that sends waits; then nothing is lost', async () => {
    const [there, back] = [makePipe(), makePipe()];
    const left = await open(back.readFd, there.writeFd, io);
    const right = await open(there.readFd, back.writeFd, io);
    const [sent, received] = [new FrameHash(), new FrameHash()];
    let bytes = 0;
    const send = async () => {
      for (const frame of randomFrames(20_000, 11)) {
        sent.add(frame);
        await left.send(frame);
        bytes += frame.length;
      }
      await left.end();
    };
    const sending = send();
    // The inbox of the other side, a chunk, the pipe, and what a frame takes beside its bytes.
    const waiting = await settled('what was sent', () => bytes);
    expect(waiting).toBeGreaterThan(500_000);
    expect(waiting).toBeLessThan(2_000_000);
    for await (const frame of right.readAll()) {
      received.add(frame);
    }
    await sending;
    expect(bytes).toBeGreaterThan(5_000_000);
    expect(received.digest()).toBe(sent.digest());
    expect(await right.ended).toBe(
      `end of file on descriptor ${there.readFd}, which the other side has closed, if it is not gone`,
    );
    await right.end();
    expect(await left.read()).toEqual({ kind: 'end' });
  });

  test('a send to a side that no longer reads fails', async () => {
    const [there, back] = [makePipe(), makePipe()];
    const channel = await open(there.readFd, back.writeFd, io);
    await channel.send('one');
    const many = Array.from({ length: 10 }, () => channel.send(Buffer.alloc(100_000, 'x')));
    closeSync(back.readFd);
    const failed = await Promise.allSettled(many);
    expect(failed.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'ERR_NODEPIPE_CLOSED' } });
    await expect(channel.send('more')).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
    closeSync(there.writeFd);
    await channel.end();
  });
});

test('after a loop over lines is left nothing piles up, and the next loop goes on behind it', async () => {
  await using shell = startProgram('sh', ['-c', 'exec yes 0123456789']);
  await using channel = await openLineChannel({ over: { child: shell.child } });
  for await (const line of channel.readLines()) {
    expect(line).toBe('0123456789');
    break;
  }
  const { stdout } = shell.child;
  const bytesRead = () => (stdout as unknown as { bytesRead: number }).bytesRead;
  expect(await settled('what was read', bytesRead)).toBeLessThan(2_000_000);
  let count = 0;
  for await (const line of channel.readLines()) {
    expect(line).toBe('0123456789');
    count++;
    if (count === 1_000_000) {
      break;
    }
  }
  expect(await settled('what was read', bytesRead)).toBeLessThan(11_000_000 + 2_000_000);
});

test('frames that were read are free, also where the reader never catches up', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const [over, other] = memoryPair();
  await using left = await openMessageChannel({ over, framing: framings.lengthPrefixed });
  await using right = await openMessageChannel({ over: other, framing: framings.lengthPrefixed });
  const send = async () => {
    for (let sent = 0; sent < 1_000; sent++) {
      await left.send(Buffer.alloc(64 * 1024));
    }
    await left.end();
  };
  const sending = send();
  let [count, waiting] = [0, 0];
  for await (const frame of right.readAll()) {
    expect(frame).toHaveLength(64 * 1024);
    count++;
    // Slower than they come.
    for (let turns = 0; turns < 4; turns++) {
      await turn();
    }
    if (count % 100 === 0) {
      collectGarbage();
      waiting = Math.max(waiting, process.memoryUsage().arrayBuffers);
    }
  }
  await sending;
  expect(count).toBe(1_000);
  expect(waiting).toBeLessThan(32 * 1024 * 1024);
});
