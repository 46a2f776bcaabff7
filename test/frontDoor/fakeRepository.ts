import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** The fake programs append what they were called with to this file, one line a call. */
const callLog = 'calls.txt';

const consoleProgram = 'dotnet-host/artifacts/bin/NodePipe.Console/release/NodePipe.Console.dll';
const solutionOutputs = [
  consoleProgram,
  'dotnet-host/artifacts/bin/NodePipe.TestHost/release/NodePipe.TestHost.dll',
  'dotnet-host/artifacts/bin/NodePipe.Tests/release/NodePipe.Tests.dll',
];

/** A program, written as the body of a module that has `note`, `touch`, `args`, `fs` and `root`. */
export type FakeProgram = string;

export const fakeNpm: FakeProgram = `
  const { relative, resolve } = require('node:path');
  const folder = resolve(root, args.includes('--prefix') ? args[args.indexOf('--prefix') + 1] : '');
  note(['npm', args[0], relative(root, folder)].join(' ').trimEnd());
  fs.mkdirSync(folder + '/node_modules', { recursive: true });
  fs.copyFileSync(folder + '/package-lock.json', folder + '/node_modules/.package-lock.json');
`;

export const fakeDotnet: FakeProgram = `
  if (args[0] === '--version') console.log('10.0.401');
  else if (args[0] === '--list-runtimes') console.log('Microsoft.NETCore.App 10.0.12 [/shared]');
  else if (args[0] === 'build') {
    note('dotnet build ' + require('node:path').basename(args[1]));
    (args[1].endsWith('.slnx') ? ${JSON.stringify(solutionOutputs)} : ${JSON.stringify([consoleProgram])}).forEach(touch);
  } else if (args[0].endsWith('NodePipe.Console.dll')) {
    console.log('host ' + args.slice(1).join(' '));
  } else note('dotnet ' + args[0]);
`;

const fakeChildBuild: FakeProgram = `
  note('child');
  touch('node-child/dist/main.cjs');
  touch('node-child/dist/index.js');
  touch('node-child/dist/index.cjs');
`;

const fakeDeclarations: FakeProgram = `
  note('declarations');
  touch('node-child/dist/index.d.ts');
  touch('node-child/dist/index.d.cts');
`;

/**
 * A repository with the real scripts, in which npm, dotnet and the child's build are small programs of a few
 * milliseconds.
 */
export class FakeRepository implements Disposable {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'nodepipe front door '));

  /** @param built a repository to begin with as it is; a fresh clone unless given */
  constructor(built?: FakeRepository) {
    if (built !== undefined) {
      cpSync(built.folder, this.folder, { recursive: true });
      return;
    }
    cpSync(fileURLToPath(new URL('../../scripts', import.meta.url)), this.at('scripts'), { recursive: true });
    this.write('package.json', '{}');
    for (const folder of ['', 'test/runtimes/node/']) {
      this.write(
        `${folder}package-lock.json`,
        JSON.stringify({ packages: { 'node_modules/left': { version: '1.0.0' } } }),
      );
    }
    this.write('dotnet-host/src/NodePipe.Console/Program.cs', '// the console');
    this.write('dotnet-host/test/NodePipe.Tests/Tests.cs', '// the tests');
    this.writeProgram('npm/npm-cli.js', fakeNpm);
    this.writeProgram('node-child/build.mjs', fakeChildBuild);
    this.writeProgram('node-child/declarations.mjs', fakeDeclarations);
    this.writeProgram('path/dotnet', fakeDotnet);
  }

  at(relative: string): string {
    return path.join(this.folder, relative);
  }

  exists(relative: string): boolean {
    return existsSync(this.at(relative));
  }

  read(relative: string): string {
    return readFileSync(this.at(relative), 'utf8');
  }

  write(relative: string, content: string): void {
    mkdirSync(path.dirname(this.at(relative)), { recursive: true });
    writeFileSync(this.at(relative), content);
  }

  remove(relative: string): void {
    rmSync(this.at(relative), { recursive: true, force: true });
  }

  writeProgram(relative: string, program: FakeProgram): void {
    this.write(
      relative,
      `#!${process.execPath}
${relative.endsWith('.mjs') ? `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);` : ''}
const fs = require('node:fs');
const root = process.env.FAKE_REPOSITORY;
const args = process.argv.slice(2);
const note = (line) => fs.appendFileSync(root + '/${callLog}', line + '\\n');
const touch = (file) => {
  fs.mkdirSync(require('node:path').dirname(root + '/' + file), { recursive: true });
  fs.appendFileSync(root + '/' + file, '');
};
${program}
`,
    );
    chmodSync(this.at(relative), 0o755);
  }

  /** What the fake programs were called with since the last question. */
  takeCalls(): string[] {
    const calls = this.exists(callLog) ? this.read(callLog).trimEnd().split('\n') : [];
    this.remove(callLog);
    return calls;
  }

  /** Runs `node scripts/run.cjs` with only the fake programs on the PATH and nothing to read. */
  run(args: readonly string[], nodeOptions: readonly string[] = []) {
    return execa(process.execPath, [...nodeOptions, this.at('scripts/run.cjs'), ...args], {
      env: { PATH: this.at('path'), npm_execpath: this.at('npm/npm-cli.js'), FAKE_REPOSITORY: this.folder },
      reject: false,
      stdin: 'ignore',
      timeout: 10_000,
    });
  }

  /** Brings it to where everything is built. */
  static async built(): Promise<FakeRepository> {
    const repository = new FakeRepository();
    await repository.run(['build']);
    repository.takeCalls();
    return repository;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
