import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { mountObstacle, withFileInPlaceOf } from '../host/oddSurroundings.js';
import { startingFixture } from './support.js';

const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts two programs, one after the other, of which each prints a line and says one on standard error. */
async function passOn(by: readonly string[] = []) {
  const [file = '', ...args] = [
    ...by,
    process.execPath,
    startingFixture('passesOn.mjs'),
    startingFixture('program.mjs'),
  ];
  const { stdout, stderr } = await execa(file, args, { timeout: 20_000 });
  return { output: stdout.split('\n'), errors: stderr.split('\n') };
}

test('what a program prints and says goes where that of its starter goes', async () => {
  expect(await passOn()).toEqual({
    output: ['first printed', 'second printed'],
    errors: ['first said', 'second said'],
  });
});

test('where nobody reads what a program says that ends its starter no more than the program', async () => {
  const host = spawn(process.execPath, [startingFixture('passesOn.mjs'), startingFixture('program.mjs')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  host.stderr.destroy();
  expect(await text(host.stdout)).toBe('first printed\nsecond printed\n');
  expect(host.exitCode ?? (await once(host, 'exit'))[0]).toBe(0);
});

test('without a shell programs start unwatched, which is said once', async (context) => {
  context.skip(mountObstacle !== undefined, mountObstacle);
  const notExecutable = path.join(folder, 'not-executable');
  writeFileSync(notExecutable, '');
  chmodSync(notExecutable, 0o644);
  const { output, errors } = await passOn(withFileInPlaceOf(notExecutable, '/bin/sh'));
  expect(output).toEqual(['warning NODEPIPE_NO_WATCHDOG', 'first printed', 'second printed']);
  expect(errors.filter((line) => line.endsWith(' said'))).toEqual(['first said', 'second said']);
  expect(errors.join('\n')).toContain(
    'There is no /bin/sh, so nothing watches over the programs that start() starts',
  );
});
