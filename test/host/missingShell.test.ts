import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixture } from '../support/child.js';
import { poll } from '../support/poll.js';
import { findProcesses, isRunning } from '../support/processes.js';
import { launchers, runVerbBy, TalkingHost } from '../support/testHost.js';
import { mountObstacle, withFileInPlaceOf } from './oddSurroundings.js';

const MARKER = 'NODEPIPE_TEST_MISSING_SHELL';

let folder: string;
let notExecutable: string;
let noProgram: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-shell-'));
  notExecutable = path.join(folder, 'not-executable');
  writeFileSync(notExecutable, '');
  chmodSync(notExecutable, 0o644);
  noProgram = path.join(folder, 'no-program');
  writeFileSync(noProgram, Buffer.from([0, 1, 2, 3]));
  chmodSync(noProgram, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(launchers)('without a shell that can be run, by the launcher %s', (launcher) => {
  test('a child that spins is gone with its host all the same', async (context) => {
    context.skip(mountObstacle !== undefined, mountObstacle);
    const nodeArguments = ['--import', fixture('spinOnSignal.mjs')];
    const by = withFileInPlaceOf(notExecutable, '/bin/sh');
    await using host = await TalkingHost.serving({ launcher, nodeArguments }, {}, { by });
    const child = await host.childPid();
    process.kill(child, 'SIGUSR2');
    await host.reportedSuch('error', (line) => line === 'spinning');
    expect(host.all('warned')).toEqual([]);
    host.kill();
    await poll('the end of the child', () => !isRunning(child));
  });
});

describe.skipIf(!launchers.some((launcher) => launcher === 'Posix'))('by the POSIX launcher', () => {
  test('a program of one’s own runs without a watchdog, and the log says so', async (context) => {
    context.skip(mountObstacle !== undefined, mountObstacle);
    const settings = { launcher: 'Posix', fileName: process.execPath, arguments: ['-p', '"said"'] };
    const by = withFileInPlaceOf(notExecutable, '/bin/sh');
    expect(await runVerbBy('run', settings, { by })).toMatchObject([
      {
        warned:
          `'${process.execPath}' is started without a watchdog, because there is no /bin/sh that can be run: ` +
          'where this host is killed, the process and its children live on as long as they like',
      },
      { started: expect.any(Number) },
      { output: ['said'], exit: { code: 0 } },
    ]);
  });

  test('a shell that is there and cannot be started fails the start, and leaves nothing behind', async (context) => {
    context.skip(mountObstacle !== undefined, mountObstacle);
    const mark = `${process.pid}`;
    const settings = {
      launcher: 'Posix',
      fileName: process.execPath,
      arguments: ['-e', 'setInterval(() => {}, 1000)'],
      environment: { [MARKER]: mark },
    };
    const by = withFileInPlaceOf(noProgram, '/bin/sh');
    expect(await runVerbBy('run', settings, { by })).toEqual([
      {
        failed: {
          type: 'NodeStartException',
          message: expect.stringMatching(
            /^'.*' could not be started, because \/bin\/sh, which is to end it where its host dies, could not be: .+ \(error 8\)\./,
          ),
        },
      },
    ]);
    expect(findProcesses(MARKER, mark)).toEqual([]);
  });
});
