import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dotnetEnvironment } from '../../scripts/setup/dotnetSdk.mjs';
import { repository } from '../support/consoleHost.js';

const bundle = 'node-child/dist/main.cjs';
const source = 'node-child/src/main.ts';

/** What the library and its child are made from, and nothing that was made. */
const inputs = [
  '.editorconfig',
  'dotnet-host/Directory.Build.props',
  'dotnet-host/Directory.Packages.props',
  'dotnet-host/src/NodePipe',
  'global.json',
  'node-child/build.mjs',
  'node-child/package.json',
  'node-child/place.mjs',
  'node-child/src',
  'package-lock.json',
  'package.json',
  'scripts',
  'tsconfig.json',
];

let clone: string;
const at = (relative: string) => path.join(clone, relative);
const read = (relative: string) => readFileSync(at(relative));

beforeEach(() => {
  clone = mkdtempSync(path.join(tmpdir(), 'nodepipe fresh clone '));
  for (const input of inputs) cpSync(path.join(repository, input), at(input), { recursive: true });
  symlinkSync(path.join(repository, 'node_modules'), at('node_modules'));
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

/** Runs `dotnet` as somebody does who knows nothing of npm's scripts. */
function dotnet(...args: readonly string[]) {
  return execa('dotnet', args, {
    cwd: clone,
    env: { ...dotnetEnvironment, BundleChild: '' },
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: 120_000,
  });
}

const library = 'dotnet-host/src/NodePipe/NodePipe.csproj';
const bundling = (...options: readonly string[]) =>
  dotnet('msbuild', library, '-t:BundleChild', '-v:quiet', '-nologo', ...options);

/** A Node that writes down what it is asked to run. */
function notingNode(): { readonly option: string; runs(): number } {
  const log = at('runs.txt');
  writeFileSync(log, '');
  writeFileSync(at('node'), `#!/bin/sh\necho "$*" >> "${log}"\nexec "${process.execPath}" "$@"\n`);
  chmodSync(at('node'), 0o755);
  return {
    option: `-p:NodeExecutable=${at('node')}`,
    runs: () => readFileSync(log, 'utf8').split('run.cjs child').length - 1,
  };
}

test('a project that references the library is built in a fresh clone, and the child with it', async () => {
  cpSync(path.join(repository, 'examples/hello'), at('own'), { recursive: true });
  writeFileSync(
    at('own/Own.csproj'),
    `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><ProjectReference Include="../${library}" /></ItemGroup>
</Project>`,
  );
  writeFileSync(at('own/Program.cs'), 'System.Console.WriteLine(typeof(NodePipe.NodeProcess));');
  const { all, exitCode } = await dotnet(
    'build',
    'own',
    '--nologo',
    '-v',
    'quiet',
    '--disable-build-servers',
  );
  expect(all).toMatch(/ 0 Warning\(s\)\s+0 Error\(s\)/);
  expect(exitCode).toBe(0);
  expect(read('own/bin/Debug/net10.0/NodePipe.dll').includes(read(bundle))).toBe(true);
}, 150_000);

test('the child is bundled when a source has changed, has been deleted, or the bundle is gone, and only then', async () => {
  const { option, runs } = notingNode();
  writeFileSync(at('node-child/src/unused.ts'), 'export {};\n');
  const counts: number[] = [];
  for (const change of [
    () => {},
    () => {},
    () => writeFileSync(at(source), `${read(source)}\n`),
    () => {},
    () => rmSync(at('node-child/src/unused.ts')),
    () => {},
    () => rmSync(at(bundle)),
    () => {},
  ]) {
    change();
    expect((await bundling(option)).all).toBe('');
    counts.push(runs());
  }
  expect(counts).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
}, 150_000);

test('builds at the same moment leave a whole bundle', async () => {
  const builds = ['Debug', 'Release'].map((configuration) => bundling(`-p:Configuration=${configuration}`));
  for (const { all, exitCode } of await Promise.all(builds)) expect([exitCode, all]).toEqual([0, '']);
  expect(read(bundle).equals(readFileSync(path.join(repository, bundle)))).toBe(true);
}, 150_000);

test('where there is no Node, one sentence says so', async () => {
  const { all, exitCode } = await bundling('-p:NodeExecutable=/nowhere/node');
  expect(all?.trimEnd().split('\n')).toEqual([
    expect.stringMatching(
      / error : NodePipe needs Node 20 or later to bundle its child, and '\/nowhere\/node' cannot be run: get it from https:\/\/nodejs\.org, or name it by -p:NodeExecutable=<path>\. /,
    ),
  ]);
  expect(exitCode).toBe(1);
}, 150_000);

test('where the child cannot be bundled, the error says what was wrong', async () => {
  writeFileSync(at(source), 'const = 1;\n');
  const { all, exitCode } = await bundling();
  expect(all).toMatch(/ error : The Node child could not be bundled: /);
  expect(all).toContain('main.ts:1:6');
  expect(exitCode).toBe(1);
}, 150_000);
