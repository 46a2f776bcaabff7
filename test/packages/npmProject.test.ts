import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repository } from '../support/consoleHost.js';
import { packedFile } from './support/packed.js';

const root = mkdtempSync(path.join(tmpdir(), 'nodepipe npm žluť 日本 '));
const project = path.join(root, 'own project');
const programs = path.join(repository, 'test/packages/programs/npm');
beforeAll(async () => {
  mkdirSync(project);
  cpSync(programs, project, { recursive: true });
  writeFileSync(path.join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  const install = ['install', '--offline', '--no-audit', '--no-fund', packedFile('.tgz')];
  await execa('npm', install, { cwd: project, stdin: 'ignore' });
  symlinkSync(path.join(repository, 'node_modules/@types'), path.join(project, 'node_modules/@types'));
}, 180_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = async (program: string) => {
  const { stdout } = await execa(process.execPath, [program], {
    cwd: project,
    stdin: 'ignore',
    timeout: 20_000,
  });
  return stdout.split('\n');
};

test.each(['imports.mjs', 'requires.cjs'])(
  'a project that installed the packed file calls by it: %s',
  async (program) => {
    expect(await run(program)).toEqual(['Good day, Ada!']);
  },
);

test('what is imported and what is required serve calls together, and either knows the call of the other', async () => {
  expect(await run('both.mjs')).toEqual(['two copies', 'Good day, Ada!', 'Good day, Ada!']);
});

test('both give the same names', async () => {
  const namesOf = async (expression: string) => {
    const source = `console.log(Object.keys(${expression}).filter((name) => name !== 'default').sort().join())`;
    const args = ['--input-type=module', '--eval', `import { createRequire } from 'node:module'; ${source}`];
    return (await execa(process.execPath, args, { cwd: project })).stdout;
  };
  const required = await namesOf(`createRequire(process.cwd() + '/x.js')('nodepipe')`);
  expect(required).toContain('currentCall');
  expect(await namesOf(`await import('nodepipe')`)).toBe(required);
});

const requireHere = createRequire(import.meta.url);

/** The repository's TypeScript, and those that its packages bring along. */
const compilers = ['', '@microsoft/api-extractor', '@arethetypeswrong/core'].map((owner) => {
  const require = owner === '' ? requireHere : createRequire(packageFile(owner));
  const manifest = require.resolve('typescript/package.json');
  const { version } = require(manifest) as { version: string };
  return { version, tsc: path.join(path.dirname(manifest), 'bin/tsc') };
});

function packageFile(name: string): string {
  return path.join(repository, 'node_modules', name, 'package.json');
}

const wrong = `import { currentCall } from 'nodepipe';\nexport const call: number = currentCall();\n`;

describe.each(compilers)('TypeScript $version', ({ tsc }) => {
  test.each([
    { what: 'modules of Node, of both kinds', module: 'node16', extensions: ['cts', 'mts'] },
    { what: 'what a bundler resolves', module: 'esnext', resolution: 'bundler', extensions: ['ts'] },
  ])(
    'compiles $what against the types of the package, and nothing that uses them wrongly',
    async (form) => {
      const { module, resolution = module, extensions } = form;
      for (const extension of extensions) {
        cpSync(path.join(programs, 'typed.ts'), path.join(project, `right.${extension}`));
        writeFileSync(path.join(project, `wrong.${extension}`), wrong);
      }
      const files = extensions.flatMap((extension) => [`right.${extension}`, `wrong.${extension}`]);
      // Everything is checked, the types of the package included.
      const options = [
        '--noEmit',
        '--strict',
        '--skipLibCheck',
        'false',
        '--types',
        'node',
        '--target',
        'es2022',
      ];
      const ways = ['--module', module, '--moduleResolution', resolution];
      const { stdout } = await execa(process.execPath, [tsc, ...options, ...ways, ...files], {
        cwd: project,
        stdin: 'ignore',
        reject: false,
      });
      expect(stdout.split('\n').toSorted()).toEqual(
        extensions.map(
          (extension) =>
            `wrong.${extension}(2,14): error TS2322: Type 'CallContext' is not assignable to type 'number'.`,
        ),
      );
    },
    120_000,
  );
});
