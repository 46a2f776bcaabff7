import { existsSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { repository, runConsole } from '../support/consoleHost.js';
import { allCodeBlocks, placeOf, readText } from './support/codeBlocks.js';
import { examplePrograms } from './support/examples.js';
import { regionOf } from './support/regions.js';

const blocks = allCodeBlocks();
const titled = (...languages: readonly string[]) =>
  blocks
    .filter(({ language }) => languages.includes(language))
    .map((block) => ({ place: placeOf(block), block }));

/** Languages whose blocks are the text of a file in examples, which is compiled and run. */
const code = ['csharp', 'ts', 'js'];

test('every block is of a kind that is checked here; text is what no program reads', () => {
  const checked = [...code, 'json', 'sh', 'console', 'xml', 'text'];
  expect(blocks.filter(({ language }) => !checked.includes(language)).map(placeOf)).toEqual([]);
  expect(titled(...code)).not.toHaveLength(0);
});

describe('a block of code is what an example says', () => {
  test.each(titled(...code))('$place', ({ block }) => {
    const [file = '', region] = (block.source ?? '').split('#');
    expect(file, 'the comment right above the block: <!-- from examples/…#region -->').toMatch(/^examples\//);
    expect(block.text).toBe(regionOf(readText(file), region));
    const folder = file.split('/')[1];
    expect(examplePrograms.map((example) => example.folder)).toContain(folder);
  });
});

describe('a block of JSON parses', () => {
  test.each(titled('json'))('$place', ({ block }) => {
    expect(() => JSON.parse(block.text)).not.toThrow();
  });
});

describe('a conversation with the interactive host goes as written', () => {
  test.each(titled('console'))('$place', async ({ block }) => {
    const [command = '', ...lines] = block.text.split('\n');
    const args = /^\$ npm start(?: -- (.*))?$/.exec(command)?.[1]?.split(' ') ?? [];
    const typed = lines.filter((line) => line.startsWith('> ')).map((line) => line.slice(2));
    const run = await runConsole(typed, args);
    expect(run.lines).toEqual(lines.filter((line) => !line.startsWith('> ')));
    expect(run.exitCode).toBe(0);
  });
});

describe('a command in a shell block works', () => {
  // What a command would build first is no part of it.
  beforeAll(async () => {
    await execa('npm', ['run', 'build'], { cwd: repository, stdin: 'ignore' });
  }, 300_000);

  const commands = titled('sh').flatMap(({ place, block }) =>
    block.text.split('\n').map((line) => ({ place, command: line.replace(/\s+#.*$/, '') })),
  );
  test.each(commands)('$place: $command', async ({ command }) => {
    await check(command);
  });
});

async function check(command: string): Promise<void> {
  const piped = /^printf '(?<input>[^']*)' \| npm start --silent$/.exec(command);
  const script = /^npm (?:run )?(?<script>\S+)(?: -- (?<args>.*))?$/.exec(command)?.groups;
  const added = /^dotnet add package (?<id>\S+)$/.exec(command)?.groups?.['id'];
  const project = /^dotnet run --project (?<folder>\S+)$/.exec(command)?.groups?.['folder'];
  if (piped !== null) {
    const { stdout } = await execa(command, { shell: true, cwd: repository, timeout: 20_000 });
    expect(stdout).toBe('echo: hello');
  } else if (added !== undefined) {
    // Installed by test/packages, from the packed file.
    expect(existsSync(path.join(repository, `dotnet-host/src/${added}/Package.targets`))).toBe(true);
  } else if (project !== undefined) {
    expect(examplePrograms.map(({ folder }) => `examples/${folder}`)).toContain(project);
  } else {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    expect(Object.keys(scripts)).toContain(script?.['script']);
    expect(existsSync(path.join(repository, 'scripts', `${script?.['script']}.mjs`))).toBe(true);
  }
}
