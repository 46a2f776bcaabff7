import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Failure, launchers, runVerb, TalkingHost } from '../support/testHost.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'nodepipe bad start ü '));
  writeFileSync(path.join(folder, 'plain.txt'), 'no program');
  writeFileSync(path.join(folder, 'garbage'), Buffer.from([0, 1, 2, 3]));
  chmodSync(path.join(folder, 'garbage'), 0o755);
  writeFileSync(path.join(folder, 'wrongShebang'), '#!/no/such/interpreter\n');
  chmodSync(path.join(folder, 'wrongShebang'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function failureOf(settings: object): Promise<Failure> {
  const [report, ...rest] = await runVerb('talk', settings);
  expect(rest).toEqual([]);
  return (report as { failed: Failure }).failed;
}

describe.each(launchers)('by the launcher %s', (launcher) => {
  test('a node that is not on PATH is reported with the PATH that was searched', async () => {
    const failure = await failureOf({
      launcher,
      nodePath: 'no-such-node',
      environment: { PATH: '/no/such/bin:/usr/no' },
    });
    expect(failure).toEqual({
      type: 'NodeStartException',
      message:
        "The program 'no-such-node' was not found (PATH has /no/such/bin, /usr/no). Install it, or give its full path.",
    });
  });

  test('an empty PATH is named as the reason', async () => {
    const { message } = await failureOf({ launcher, environment: { PATH: null } });
    expect(message).toBe(
      "The program 'node' was not found (PATH is empty). Install it, or give its full path.",
    );
  });

  test.each([
    ['a node path that does not exist', 'missing/node', 'does not exist. Check the path.'],
    ['a node path that is a directory', '.', 'is a directory. Name the program in it.'],
    [
      'a file that is not executable',
      'plain.txt',
      'is not executable. Make it so (chmod +x), or name another program.',
    ],
    ['a file that the system cannot run', 'garbage', 'could not be started'],
    ['a script whose interpreter is missing', 'wrongShebang', 'could not be started'],
  ])('%s is reported with its path', async (_, file, sentence) => {
    const nodePath = path.join(folder, file);
    const failure = await failureOf({ launcher, nodePath });
    expect(failure.type).toBe('NodeStartException');
    expect(failure.message).toContain(`'${nodePath}'`);
    expect(failure.message).toContain(sentence);
  });

  test('a missing working directory is named, not taken for a missing program', async () => {
    const workingDirectory = path.join(folder, 'nowhere');
    expect(await failureOf({ launcher, workingDirectory })).toEqual({
      type: 'NodeStartException',
      message: `The working directory '${workingDirectory}' does not exist. Create it, or choose another one.`,
    });
  });

  test('wrong options are all named at once, and nothing is started', async () => {
    const { type, message } = await failureOf({
      launcher,
      nodePath: ' ',
      exitTimeout: -5,
      terminateTimeout: -6,
    });
    expect(type).toBe('ArgumentException');
    expect(message).toMatch(/NodePath is empty; ExitTimeout is negative .*; TerminateTimeout is negative/);
  });

  test('a missing program file is reported by what node says of it', async () => {
    await using host = new TalkingHost({ launcher, program: path.join(folder, 'missing.mjs') });
    const failure = await host.reported('ended');
    expect(failure).toMatchObject({ type: 'NodeExitedException', exitCode: 1, signal: null });
    expect(failure?.message).toMatch(/^The channel ended: process \d+ ended with exit code 1\./);
    expect(failure?.message).toContain(`Cannot find module '${path.join(folder, 'missing.mjs')}'`);
  });

  test('an option that node does not know is reported by what node says of it', async () => {
    await using host = new TalkingHost({ launcher, nodeArguments: ['--no-such-option'] });
    const failure = await host.reported('ended');
    expect(failure).toMatchObject({ type: 'NodeExitedException', exitCode: 9 });
    expect(failure?.message).toContain('bad option: --no-such-option');
  });
});
