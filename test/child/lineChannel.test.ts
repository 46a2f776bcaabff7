import { describe, expect, test } from 'vitest';
import { memoryPair, openLineChannel } from '../../node-child/src/index.js';
import { fixture, startChild, transports } from '../support/child.js';

const start = (io: (typeof transports)[number], ...extraArguments: string[]) =>
  startChild({ io, program: fixture('shout.mjs'), extraArguments }).read();

describe.each(transports)('a program that opens a line channel itself, over the %s transport,', (io) => {
  test('reads lines and sends lines until end of file', async () => {
    await using child = start(io);
    child.write('one\nžluť\n');
    expect(await child.linesUpTo(2)).toEqual(['ONE', 'ŽLUŤ']);
    child.write('last');
    child.input.end();
    expect(await child.exit()).toEqual({ code: 0, signal: null });
    expect(child.lines).toEqual(['ONE', 'ŽLUŤ', 'LAST']);
  });

  test('gets an error for a line over its limit, after the lines before it', async () => {
    await using child = start(io, '8');
    child.write('12345678\r\n123456789\n');
    expect(await child.exit()).toEqual({ code: 4, signal: null });
    expect(child.lines).toEqual(['12345678']);
    expect(child.stderr).toBe('ERR_NODEPIPE_LINE_TOO_LONG\n');
  });
});

test('a line that is too long ends no program that does not look at once', async () => {
  const [over, other] = memoryPair();
  const channel = await openLineChannel({ over, maxMessageLength: 10 });
  const lines = channel.readLines();
  other.writable.write('more than ten bytes\n');
  const line = lines.next();
  // Several turns, in which nobody listens.
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect(line).rejects.toMatchObject({ code: 'ERR_NODEPIPE_LINE_TOO_LONG' });
  expect(await lines.next()).toEqual({ done: true, value: undefined });
});
