import { existsSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { fixture, startChild, type TestChild, transports } from '../support/child.js';
import { poll } from '../support/poll.js';
import { findProcesses } from '../support/processes.js';

const MARKER = 'NODEPIPE_TEST_LIFELINE';

// The descendants are found through /proc.
describe.skipIf(!existsSync('/proc/self/task'))('a child with a lifeline', () => {
  afterEach(() => {
    delete process.env[MARKER];
  });

  describe.each(transports)('over the %s transport', (io) => {
    test.each([
      { what: 'waits for input', preload: undefined, processes: 1 },
      { what: 'spins in a busy loop', preload: 'spinOnSignal.mjs', processes: 1 },
      { what: 'spins and has children and grandchildren', preload: 'familyOnSignal.mjs', processes: 4 },
    ])('that $what is gone with all its family when the lifeline ends', async ({ preload, processes }) => {
      const mark = `${io} ${preload} ${process.pid}`;
      process.env[MARKER] = mark;
      const nodeArguments = preload === undefined ? [] : ['--import', fixture(preload)];
      await using child = startChild({ io, lifeline: true, nodeArguments }).read();
      await untilServing(child);
      await poll('the whole family', () => findProcesses(MARKER, mark).length === processes);
      if (preload !== undefined) {
        child.process.kill('SIGUSR2');
        await poll('the busy loop', () => child.stderr === 'spinning\n');
      }
      child.cutLifeline();
      expect(await child.exit()).toEqual({ code: null, signal: 'SIGKILL' });
      await poll('nobody left', () => findProcesses(MARKER, mark).length === 0);
    });

    test('ends as without one at end of file', async () => {
      await using child = startChild({ io, lifeline: true }).read();
      await untilServing(child);
      child.input.end();
      expect(await child.exit()).toEqual({ code: 0, signal: null });
      expect(child.stderr).toBe('');
    });
  });
});

async function untilServing(child: TestChild): Promise<void> {
  child.write('hello\n');
  await child.linesUpTo(1);
}
