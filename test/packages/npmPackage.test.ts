import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { expect, test } from 'vitest';
import { repository } from '../support/consoleHost.js';
import { filesOf, readPacked } from './support/npmPackage.js';
import { packedFile } from './support/packed.js';

const packed = packedFile('.tgz');

const ours = (file: string) => readFileSync(path.join(repository, file), 'utf8');

test('the npm package holds the program, what is imported, what is required, and one file of types for each', async () => {
  expect(await filesOf(packed)).toEqual([
    'LICENSE',
    'README.md',
    'dist/index.cjs',
    'dist/index.d.cts',
    'dist/index.d.ts',
    'dist/index.js',
    'dist/main.cjs',
    'package.json',
  ]);
  expect(await readPacked(packed, 'LICENSE')).toBe(ours('LICENSE'));
});

test('publint has nothing to say of the npm package', async () => {
  const bytes = readFileSync(packed);
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  expect(pkg['name']).toBe('nodepipe');
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test('are-the-types-wrong finds the types of the npm package in every way of resolving it', async () => {
  const { stdout, exitCode } = await execa('attw', [packed, '--format', 'json'], {
    cwd: repository,
    preferLocal: true,
    stdin: 'ignore',
    reject: false,
  });
  const { analysis, problems } = JSON.parse(stdout);
  expect(problems ?? {}).toEqual({});
  expect(Object.keys(analysis.entrypoints)).toContain('.');
  expect(analysis.problems).toEqual([]);
  expect(exitCode).toBe(0);
});

test('the links of its README lead to files of the repository from wherever it is read', async () => {
  const targets = [...(await readPacked(packed, 'README.md')).matchAll(/\]\(([^)\s]+)\)/g)].map(
    ([, target = '']) => target,
  );
  const { homepage } = JSON.parse(await readPacked(packed, 'package.json')) as { homepage: string };
  const files = `${homepage.replace('#readme', '')}/blob/main/`;
  const relative = targets.filter((target) => !/^(?:https:|#)/.test(target));
  const missing = targets
    .filter((target) => target.startsWith(files))
    .filter((target) => !existsSync(path.join(repository, target.slice(files.length).replace(/#.*$/, ''))));
  expect(targets).not.toHaveLength(0);
  expect({ relative, missing }).toEqual({ relative: [], missing: [] });
});

test('what the npm package exports is what is written down here, and keeps its documentation but nothing internal', async () => {
  const report = ours('node-child/dist/nodepipe.api.md');
  const api = /```ts\n\n?(.*)\n```/s.exec(report)?.[1] ?? '';
  // What is meant to change is written anew by `npx vitest run test/packages/npmPackage.test.ts -u`.
  await expect(`${api.trimEnd()}\n`).toMatchFileSnapshot('npmPackage.api.txt');
  const types = await readPacked(packed, 'dist/index.d.ts');
  expect(await readPacked(packed, 'dist/index.d.cts')).toBe(types);
  expect(types).not.toMatch(/@internal|#private|^\s+(?:private|protected) |from '\./m);
  expect(types).toMatch(
    /\/\*\*\n \* Connects [^/]*@throws StartError [^/]*\*\/\nexport declare function connect</,
  );
});
