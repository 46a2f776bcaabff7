import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fixture, startChild, transports } from '../support/child.js';

const digest = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const line = (index: number) => `${index} ${'x'.repeat((index * 37) % 5_000)}\n`;
const lines = (count: number) => Array.from({ length: count }, (_, index) => line(index)).join('');

const program = fixture('writeAndExit.ts');
const nodeArguments = ['--import', import.meta.resolve('tsx')];

describe.each(transports)('over the %s transport, to a peer that always reads,', (io) => {
  test.each(['pipes', 'socket pairs'] as const)(
    'process.exit() loses nothing that was written (%s)',
    async (plumbing) => {
      const extraArguments = ['promise first'];
      await using child = startChild({ io, plumbing, program, nodeArguments, extraArguments }).read();
      expect(await child.exit()).toEqual({ code: 0, signal: null });
      expect(digest(child.bytes)).toBe(digest(lines(3_000)));
    },
  );

  test('process.exit() loses nothing either where something was written before the promise', async () => {
    const extraArguments = ['a line before'];
    await using child = startChild({ io, program, nodeArguments, extraArguments }).read();
    expect(await child.exit()).toEqual({ code: 0, signal: null });
    expect(digest(child.bytes)).toBe(digest(`a line before\n${lines(3_000)}`));
  });

  test.each(['pipes', 'socket pairs'] as const)(
    'what was queued before the promise stays before what is written after it (%s)',
    async (plumbing) => {
      const extraArguments = ['promise in between'];
      await using child = startChild({ io, plumbing, program, nodeArguments, extraArguments }).read();
      expect(await child.exit()).toEqual({ code: 0, signal: null });
      expect(child.lines.map((one) => Number.parseInt(one, 10))).toEqual(
        Array.from({ length: 3_000 }, (_, index) => index),
      );
      expect(digest(child.bytes)).toBe(digest(lines(3_000)));
    },
  );

  test('a peer that is gone is no error', async () => {
    const extraArguments = ['promise first'];
    await using child = startChild({ io, program, nodeArguments, extraArguments });
    child.output.destroy();
    child.input.end();
    expect(await child.exit()).toEqual({ code: 0, signal: null });
    expect(child.stderr).toBe('');
  });
});
