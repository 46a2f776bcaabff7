import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { type StartOptions, start } from '../../node-child/src/index.js';
import { poll } from '../support/poll.js';
import { findProcesses } from '../support/processes.js';
import { startFixture, startScript } from './support.js';

const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string, mode: number): string {
  const whole = path.join(folder, name);
  writeFileSync(whole, content);
  chmodSync(whole, mode);
  return whole;
}

const quiet = { onErrorLine: () => {} };

describe('a program that cannot be started is told as what it is:', () => {
  const cases: readonly { name: string; options: StartOptions; says: string }[] = [
    {
      name: 'missing on PATH',
      options: { command: 'no-such-program', env: { PATH: '/nowhere' } },
      says: 'there is none of that name (ENOENT) on PATH, which is /nowhere',
    },
    {
      name: 'a missing file',
      options: { command: './gone', cwd: folder },
      says: `there is no file ${path.join(folder, 'gone')} (ENOENT)`,
    },
    {
      name: 'a missing folder',
      options: { command: process.execPath, cwd: path.join(folder, 'gone') },
      says: `its working directory ${path.join(folder, 'gone')} does not exist, or is no folder`,
    },
    {
      name: 'a file in the place of the folder',
      options: { command: process.execPath, cwd: process.execPath },
      says: `its working directory ${process.execPath} does not exist, or is no folder`,
    },
    {
      name: 'not executable',
      options: { command: file('plain.txt', 'text', 0o644) },
      says: `${path.join(folder, 'plain.txt')} cannot be run by this user (EACCES)`,
    },
    {
      name: 'a script whose program is missing',
      options: { command: file('script', '#!/nowhere/sh\n', 0o755) },
      says: 'what is to run it (the program that its first line names, or its loader) does not exist (ENOENT)',
    },
    {
      name: 'too many arguments',
      options: { command: '/bin/true', args: ['x'.repeat(4_000_000)] },
      says: 'spawn E2BIG',
    },
  ];

  test.each(cases)('$name', async ({ options, says }) => {
    await expect(start(options)).rejects.toMatchObject({
      code: 'ERR_NODEPIPE_START',
      message: `The program ${options.command} could not be started: ${says}.`,
      cause: expect.any(Error),
    });
  });
});

describe('a start fails', () => {
  test('where the working directory of this process is gone', async () => {
    const gone = vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw Object.assign(new Error('ENOENT: no such file or directory, uv_cwd'), { code: 'ENOENT' });
    });
    try {
      await expect(start({ command: 'true' })).rejects.toMatchObject({
        code: 'ERR_NODEPIPE_START',
        message:
          'The program true could not be started: the working directory of this process is gone; give a cwd.',
        cause: { code: 'ENOENT' },
      });
    } finally {
      gone.mockRestore();
    }
  });

  test('with the exit code and the last lines of a program that ends at once', async () => {
    await expect(startScript('echo no licence >&2; exit 127', quiet)).rejects.toMatchObject({
      code: 'ERR_NODEPIPE_START',
      message: expect.stringMatching(
        /^The program `\/bin\/sh -c echo no licence >&2; exit 127` ended before it was connected: process \d+ ended with exit code 127\. Its last lines on standard error:\nno licence$/,
      ),
      cause: { name: 'ProcessExitedError', exitCode: 127 },
    });
  });

  test('with the signal of a program that is ended by one', async () => {
    await expect(startScript('kill -SEGV $$', quiet)).rejects.toMatchObject({
      message: expect.stringMatching(
        /process \d+ was ended by SIGSEGV\. It said nothing on standard error\.$/,
      ),
    });
  });

  test('where the program does not answer in time, which ends it', async () => {
    const env = { NODEPIPE_TEST_START: `silent ${process.pid}` };
    const starting = startScript('echo waiting >&2; sleep 900', { ...quiet, env, timeout: 300 });
    await expect(starting).rejects.toMatchObject({
      code: 'ERR_NODEPIPE_START',
      message:
        'The program `/bin/sh -c echo waiting >&2; sleep 900` has not answered the hello within 300 ms, so it was killed.' +
        ' Its last lines on standard error:\nwaiting\n' +
        "To one that does not know NodePipe give hello: 'answer'; to a slow one a longer timeout.",
    });
    await poll(
      'nothing is left',
      () => findProcesses('NODEPIPE_TEST_START', env.NODEPIPE_TEST_START).length === 0,
    );
  });

  test('where the program closes what it is to write, and lives on', async () => {
    await expect(startScript('exec 4>&-; exec sleep 900', quiet)).rejects.toMatchObject({
      code: 'ERR_NODEPIPE_START',
      message: expect.stringContaining('has closed its descriptor 4), so it was killed.'),
    });
  });

  test('for options that are none', async () => {
    const wrong = (options: object) => expect(start(options as StartOptions)).rejects;
    await wrong({}).toThrow(new TypeError('start() was given no command; give the program’s name or path.'));
    await wrong({ command: 'a\0b' }).toThrow('The option command of start() is "a\\u0000b"; give');
    await wrong({ command: 'node', args: [1] }).toThrow('give an array of strings without NUL.');
    await wrong({ command: 'node', env: { A: 1 } }).toThrow('The option env of start() is { A: 1 }; give');
    await wrong({ command: 'node', timeout: -1 }).toThrow(
      'give a number of milliseconds from 0 upwards, or Infinity.',
    );
    await wrong({ command: 'node', over: {} }).toThrow('start() has no option over; there are');
  });
});

describe('a signal', () => {
  test('that is aborted already starts nothing', async () => {
    const reason = new Error('not wanted');
    await expect(startFixture({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('gives up the start at any point, and leaves nothing', async () => {
    const env = { NODEPIPE_TEST_START: `aborted ${process.pid}` };
    const reason = new Error('not wanted');
    const outcomes = { aborted: 0, started: 0 };
    for (let round = 0; round < 200; round++) {
      const controller = new AbortController();
      // The program is the quick one: what is to be hit is this side's own start.
      const starting = startScript(
        'read -r line <&3; echo \'{"jsonrpc":"2.0","id":1,"result":{}}\' >&4; read -r _ <&3',
        {
          ...quiet,
          env,
          signal: controller.signal,
        },
      );
      setTimeout(() => controller.abort(reason), round / 20);
      try {
        const program = await starting;
        outcomes.started++;
        await program.close();
      } catch (error) {
        expect(error).toBe(reason);
        outcomes.aborted++;
      }
    }
    expect(outcomes.aborted).toBeGreaterThan(0);
    await poll(
      'nothing is left',
      () => findProcesses('NODEPIPE_TEST_START', env.NODEPIPE_TEST_START).length === 0,
    );
  });

  test('ends the program later', async () => {
    const controller = new AbortController();
    await using program = await startFixture({ signal: controller.signal });
    const spinning = program.peer.invoke('spin');
    controller.abort();
    await expect(spinning).rejects.toMatchObject({ signal: 'SIGKILL' });
    expect((await program.exited).signal).toBe('SIGKILL');
  });
});
