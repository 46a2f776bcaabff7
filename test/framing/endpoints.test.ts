import { describe, expect, test } from 'vitest';
import { type Endpoint, type Framing, framings, openMessageChannel } from '../../node-child/src/index.js';
import { fixture, transports } from '../support/child.js';
import { startNode } from './children.js';
import { allFramings, FrameHash, randomFrames } from './support.js';

const program = fixture('frames.mjs');

/** Sends frames to a child that says them again. */
async function echo(over: Endpoint, framing: Framing): Promise<string> {
  await using channel = await openMessageChannel({ over, framing });
  const [sent, received] = [new FrameHash(), new FrameHash()];
  const send = async () => {
    for (const frame of randomFrames(2_000, 3)) {
      sent.add(frame);
      await channel.send(frame);
    }
    await channel.end();
  };
  const collect = async () => {
    for await (const frame of channel.readAll()) {
      received.add(frame);
    }
  };
  await Promise.all([send(), collect()]);
  expect(received.digest()).toBe(sent.digest());
  return channel.ended;
}

describe.each(allFramings)('frames of the framing $name', (framing) => {
  test.each([['standard', 'socket'], ['standard', 'fs'], ['streams']])(
    'go through the standard streams of a child: %s %s',
    async (...how) => {
      await using node = startNode([program, how[0] ?? '', framing.name, ...how.slice(1)]);
      const { child } = node;
      expect(await echo({ child }, framing)).toBe(`the process ${child.pid} has ended with exit code 0`);
    },
  );
});

describe.each(transports)('over the %s transport', (io) => {
  test.each([
    { over: 'descriptors', environment: {} },
    { over: 'environment', environment: { FRAMES_IN: '3', FRAMES_OUT: '4' } },
  ])('a program finds its descriptors by $over', async ({ over, environment }) => {
    await using node = startNode([program, over, 'lengthPrefixed', io], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    const { child } = node;
    const ended = await echo({ child, output: 4, input: 3 }, framings.lengthPrefixed);
    expect(ended).toBe(`the process ${child.pid} has ended with exit code 0`);
  });
});

describe('a variable that names no descriptor is a start that cannot work:', () => {
  const environment = ['FRAMES_MISSING', 'FRAMES_BAD'] as const;

  test('it is missing', async () => {
    await expect(openMessageChannel({ over: { environment } })).rejects.toMatchObject({
      code: 'ERR_NODEPIPE_START',
      message: 'The read descriptor is missing; set the environment variable FRAMES_MISSING to its number.',
    });
  });

  test('it is no number', async () => {
    process.env['FRAMES_BAD'] = 'four';
    const over = { environment: ['FRAMES_BAD', 'FRAMES_MISSING'] } as const;
    await expect(openMessageChannel({ over })).rejects.toMatchObject({
      code: 'ERR_NODEPIPE_START',
      message: 'The read descriptor is "four", which is not the number of a descriptor.',
    });
    delete process.env['FRAMES_BAD'];
  });
});
