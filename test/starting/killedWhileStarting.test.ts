import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { poll } from '../support/poll.js';
import { findProcesses } from '../support/processes.js';
import { showsProcesses } from '../support/testHost.js';
import { startingFixture } from './support.js';

const MARKER = 'NODEPIPE_TEST_STARTER';
const ROUNDS = 40;

test.skipIf(!showsProcesses)('a Node that is killed at any point of a start leaves nothing', async () => {
  const mark = `killed while starting ${process.pid}`;
  for (let round = 0; round < ROUNDS; round++) {
    const host = spawn(process.execPath, [startingFixture('alwaysStarting.mjs')], {
      // A value of several lines, as keys and exported functions of shells are.
      env: { ...process.env, A_TEXT: 'two\nlines', [MARKER]: mark },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(host.stdout, 'data');
    await delay(round / 2);
    host.kill('SIGKILL');
    await once(host, 'exit');
  }
  await poll('nothing is left', () => findProcesses(MARKER, mark).length === 0).catch(() => {});
  const left = findProcesses(MARKER, mark);
  for (const { pid } of left) {
    process.kill(pid, 'SIGKILL');
  }
  expect(left).toEqual([]);
});
