import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StartChildOptions } from '../support/child.js';
import { startPlain } from './support.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'nodepipe test ö '));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => path.join(folder, name);

/** Writes files, loads the first, and gives the message of the error. */
async function messageOf(
  files: Readonly<Record<string, string>>,
  options: StartChildOptions = {},
): Promise<string> {
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(at(name), text);
  }
  await using node = await startPlain(options);
  const module = at(Object.keys(files)[0] ?? '');
  const error = await node.host.invokeByName('nodepipe/load', { module }).catch((reason: Error) => reason);
  expect(error).toMatchObject({ code: 'ERR_NODEPIPE_MODULE_SYNTAX' });
  return (error as Error).message;
}

const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

describe.each([
  { where: 'as usual', options: {} },
  {
    where: 'where Node may start no process',
    options: { nodeArguments: [permission, '--allow-fs-read=*', '--no-warnings'] },
  },
])('the place of a syntax error is told, $where:', ({ options }) => {
  test('in an ES module', async () => {
    const text = 'export const fine = 1;\nexport const broken = ;\n';
    expect(await messageOf({ 'broken.mjs': text }, options)).toBe(
      `The module ${at('broken.mjs')} has a syntax error: Unexpected token ';'
${at('broken.mjs')}:2
export const broken = ;
                      ^`,
    );
  });

  test('at the end of an ES module that leaves something open', async () => {
    expect(await messageOf({ 'open.mjs': '\nexport function broken( {\n' }, options)).toBe(
      `The module ${at('open.mjs')} has a syntax error: Unexpected end of input\n${at('open.mjs')}:3`,
    );
  });

  test('in what an ES module imports, over any number of others', async () => {
    const files = {
      'entry.mjs': "#!/usr/bin/env node\nimport path from 'node:path';\nimport { a } from './fine.mjs';\n",
      'fine.mjs': "import './empty.mjs';\nexport {\n  a,\n  b as c,\n} from './broken.mjs';\n",
      'empty.mjs': '',
      'broken.mjs': 'export const a = 1, b = 2;\n\n  const a = 3;\n',
    };
    expect(await messageOf(files, options)).toBe(
      `The module ${at('entry.mjs')} imports ${at('broken.mjs')}, which has a syntax error: Identifier 'a' has already been declared
${at('broken.mjs')}:3
  const a = 3;
        ^`,
    );
  });

  test.each(['entry.cjs', 'entry.mjs'])(
    'in a CommonJS module that is required or imported: %s',
    async (name) => {
      const entry = name.endsWith('.cjs') ? "require('./broken.cjs');" : "import './broken.cjs';";
      expect(
        await messageOf({ [name]: entry, 'broken.cjs': 'exports.a = 1;\nexports.b = );\n' }, options),
      ).toBe(
        `The module ${at(name)} imports ${at('broken.cjs')}, which has a syntax error: Unexpected token ')'
${at('broken.cjs')}:2
exports.b = );
            ^`,
      );
    },
  );

  test('of an import of what is not exported', async () => {
    const files = { 'entry.mjs': "\nimport { b } from './other.mjs';\n", 'other.mjs': 'export const a = 1;' };
    const message = await messageOf(files, options);
    expect(message).toContain(`The module ${at('entry.mjs')} has a syntax error: The requested module`);
    expect(message).toContain(`${at('entry.mjs')}:2\nimport { b } from './other.mjs';\n         ^`);
  });
});

test('whatever an ES module may hold that a script may not stands before the error', async () => {
  const lines = [
    "import defaults, { join as joined } from 'node:path';",
    "import * as everything from 'node:path';",
    "export * from 'node:path';",
    "export * as path from 'node:path';",
    'export default class {}',
    'const one = 1;',
    'export { one, one as two };',
    'export async function* three() { yield import.meta.url; }',
    'await null;',
    'for await (const four of []);',
  ];
  const message = await messageOf({ 'entry.mjs': [...lines, 'let broken = 1 +* 2;'].join('\n') });
  expect(message).toContain(`${at('entry.mjs')}:11\nlet broken = 1 +* 2;\n                ^`);
});

test('where the place is not found, it is not made up', async () => {
  const message = await messageOf({ 'entry.mjs': 'export const a = 1;\nreturn a;\n' });
  expect(message).toBe(
    `The module ${at('entry.mjs')}, or one that it imports, has a syntax error: Illegal return statement`,
  );
});
