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

    test('leaves nobody behind when its host dies while it waits for input', async () => {
      for (let round = 0; round < 10; round++) {
        const mark = `${io} idle ${round} ${process.pid}`;
        await using child = await startFamily(io, mark);
        // As all descriptors of a host that is killed end at once.
        child.input.destroy();
        child.cutLifeline();
        child.output.destroy();
        await child.exit();
        await poll('nobody left', () => findProcesses(MARKER, mark).length === 0);
        expect(findProcesses(MARKER, mark)).toEqual([]);
      }
    });

    test.each<{ how: string; end: (child: TestChild) => void; code: number }>([
      { how: 'process.exit()', end: (child) => child.process.kill('SIGUSR2'), code: 3 },
      { how: 'an error that nobody catches', end: (child) => child.process.kill('SIGHUP'), code: 1 },
      { how: 'the text exit', end: (child) => child.write('exit\n'), code: 0 },
      { how: 'end of file', end: (child) => child.input.end(), code: 0 },
    ])('leaves nobody behind when it ends by $how', async ({ how, end, code }) => {
      const mark = `${io} ${how} ${process.pid}`;
      await using child = await startFamily(io, mark);
      child.write('last\n');
      await child.linesUpTo(2);
      end(child);
      expect(await child.exit()).toEqual({ code, signal: null });
      expect(child.lines).toEqual(['echo: hello', 'echo: last']);
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

/** Starts a child that waits for input, and has two children and a grandchild. */
async function startFamily(io: (typeof transports)[number], mark: string): Promise<TestChild> {
  process.env[MARKER] = mark;
  const nodeArguments = ['--import', fixture('idleFamily.mjs')];
  const child = startChild({ io, lifeline: true, nodeArguments }).read();
  await untilServing(child);
  await poll('the whole family', () => findProcesses(MARKER, mark).length === 4);
  return child;
}

async function untilServing(child: TestChild): Promise<void> {
  child.write('hello\n');
  await child.linesUpTo(1);
}
