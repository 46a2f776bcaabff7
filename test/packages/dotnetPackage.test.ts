import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { poll } from '../support/poll.js';
import { packedFile, unzip } from './support/packed.js';
import { installedLibrary, makeProject, publish } from './support/project.js';

/** Runs what was published, from another folder: modules are looked for beside the program. */
const run = async (program: string, args: readonly string[] = []) =>
  await execa(program, args, { cwd: tmpdir(), stdin: 'ignore', timeout: 20_000, killSignal: 'SIGKILL' });

test('a console program calls, is called, streams, sends bytes and sees errors', async () => {
  const output = await publish(makeProject('console', { program: 'console' }));
  const { stdout, stderr } = await run(path.join(output, 'App'));
  expect(stdout.split('\n')).toEqual([
    'Good day, Žofie!',
    '500500',
    '3 2 1',
    expect.stringContaining('not today'),
  ]);
  expect(stderr).toBe('');

  const packed = unzip(packedFile('.nupkg')).get('lib/net10.0/NodePipe.dll');
  expect(installedLibrary().equals(packed ?? Buffer.of())).toBe(true);
  expect(readFileSync(path.join(output, 'NodePipe.dll')).equals(packed ?? Buffer.of())).toBe(true);
});

test('a web application answers requests with what a module renders', async () => {
  const output = await publish(makeProject('web', { program: 'web', sdk: 'Microsoft.NET.Sdk.Web' }));
  const server = execa(path.join(output, 'App'), ['--urls', 'http://127.0.0.1:0'], {
    cwd: output,
    stdin: 'ignore',
    reject: false,
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  let said = '';
  server.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const address = await poll('the address', () => /Now listening on: (\S+)/.exec(said)?.[1]);
  const answer = await fetch(`${address}/${encodeURIComponent('Žofie')}`);
  expect(await answer.text()).toBe('<h1>Good morning, Žofie!</h1>');
  server.kill('SIGTERM');
  expect((await server).exitCode).toBe(0);
});

const lines = ['Ada 37', '500500', expect.stringContaining('not today')];

test('a trimmed program calls, streams and sees errors', async () => {
  const properties = { PublishTrimmed: 'true', RuntimeIdentifier: runtimeIdentifier() };
  const output = await publish(makeProject('trimmed', { program: 'trimmed', properties }));
  const { stdout } = await run(path.join(output, 'App'));
  expect(stdout.split('\n')).toEqual(lines);
});

test('a program compiled ahead of time calls, streams and sees errors', async () => {
  const properties = { PublishAot: 'true', RuntimeIdentifier: runtimeIdentifier() };
  const output = await publish(makeProject('ahead of time', { program: 'trimmed', properties }));
  const { stdout } = await run(path.join(output, 'App'));
  expect(stdout.split('\n')).toEqual(lines);
});

/** What .NET calls this system, as far as the tests run on it. */
function runtimeIdentifier(): string {
  const system = { darwin: 'osx', win32: 'win' }[process.platform as string] ?? 'linux';
  return `${system}-${process.arch}`;
}
