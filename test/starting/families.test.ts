import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { poll } from '../support/poll.js';
import { findProcesses, isRunning } from '../support/processes.js';
import { showsProcesses } from '../support/testHost.js';
import { startingFixture } from './support.js';

/** Ways in which a Node ends that has started programs: by what it is told, or by a signal. */
const deaths = {
  'is killed': (host: ChildProcess) => host.kill('SIGKILL'),
  'is killed while it spins': (host: ChildProcess) => {
    host.stdin?.write('spin\n');
    host.kill('SIGKILL');
  },
  'is ended by SIGTERM': (host: ChildProcess) => host.kill('SIGTERM'),
  'is ended by a Ctrl+C that reaches its whole group': (host: ChildProcess) =>
    process.kill(-(host.pid ?? Number.NaN), 'SIGINT'),
  'loses its terminal': (host: ChildProcess) => process.kill(-(host.pid ?? Number.NaN), 'SIGHUP'),
  'calls process.exit()': (host: ChildProcess) => host.stdin?.write('exit\n'),
  aborts: (host: ChildProcess) => host.stdin?.write('abort\n'),
  'ends by an error that nobody catches': (host: ChildProcess) => host.stdin?.write('throw\n'),
  'ends by a rejection that nobody handles': (host: ChildProcess) => host.stdin?.write('reject\n'),
  'ends behind a worker': (host: ChildProcess) => host.stdin?.write('worker\n'),
  'disposes them': (host: ChildProcess) => host.stdin?.write('dispose\n'),
} as const;

const MARKER = 'NODEPIPE_TEST_STARTER';

// Each host starts a program that waits, and one in a busy loop, and each of these a process of its own.
describe.skipIf(!showsProcesses)('nothing is left of what was started, by whom also, when Node', () => {
  test.each(Object.keys(deaths) as (keyof typeof deaths)[])('%s', async (death) => {
    const mark = `${death} ${process.pid}`;
    const host = spawn(process.execPath, [startingFixture('host.mjs'), startingFixture('program.mjs')], {
      env: { ...process.env, [MARKER]: mark },
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    try {
      await new Promise((resolve) => createInterface({ input: host.stdout }).once('line', resolve));
      await poll('both families are whole', () => findProcesses(MARKER, mark).length === 5);
      const watchdogs = watchdogsOf(host.pid ?? Number.NaN);
      expect(watchdogs.length).toBe(2);

      deaths[death](host);
      await poll('nothing is left', () => findProcesses(MARKER, mark).length === 0, 20_000).catch(() => {});
      expect(findProcesses(MARKER, mark)).toEqual([]);
      await poll('the watchdogs are gone', () => !watchdogs.some(isRunning));
    } finally {
      for (const { pid } of findProcesses(MARKER, mark)) {
        process.kill(pid, 'SIGKILL');
      }
    }
  });
});

test.skipIf(!showsProcesses)('a watchdog that has died is replaced', async () => {
  const mark = `replaced ${process.pid}`;
  const host = spawn(process.execPath, [startingFixture('host.mjs'), startingFixture('program.mjs')], {
    env: { ...process.env, [MARKER]: mark },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const pid = host.pid ?? Number.NaN;
  await new Promise((resolve) => createInterface({ input: host.stdout }).once('line', resolve));
  const before = watchdogsOf(pid);
  for (const watchdog of before) {
    process.kill(watchdog, 'SIGKILL');
  }
  const after = await poll('there are others', () => {
    const found = watchdogsOf(pid).filter((watchdog) => !before.includes(watchdog));
    return found.length === 2 && found;
  });
  host.kill('SIGKILL');
  await poll('nothing is left', () => findProcesses(MARKER, mark).length === 0);
  await poll('the watchdogs are gone', () => !after.some(isRunning));
  expect(after.length).toBe(2);
});

function watchdogsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children
    .map(Number)
    .filter(
      (child) =>
        isRunning(child) && readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('nodepipe-watchdog'),
    );
}
