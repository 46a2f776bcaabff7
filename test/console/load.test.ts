import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { consoleFixture, runConsole } from '../support/consoleHost.js';

const hello = 'examples/hello/hello.mjs';

// Not among the fixtures, because no tool of the project could read it.
const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-test-'));
const syntaxError = path.join(folder, 'syntaxError.mjs');
writeFileSync(syntaxError, 'export function broken( {\n');
afterAll(() => rmSync(folder, { recursive: true }));

test('.load lists the exports of a module with their arity', async () => {
  const { lines, errors, exitCode } = await runConsole([`.load ./${hello}`]);
  expect(lines).toEqual([
    'add (2 arguments)',
    'count (1 argument)',
    'fail (1 argument)',
    'hello (0 arguments)',
    'work (1 argument)',
  ]);
  expect({ errors, exitCode }).toEqual({ errors: '', exitCode: 0 });
});

test('--module begins with a module, whose path starts at the current folder', async () => {
  const { lines, errors, exitCode } = await runConsole(['.call add 40 2', 'exit'], ['--module', hello]);
  expect({ lines, errors, exitCode }).toEqual({ lines: ['42'], errors: '', exitCode: 0 });
});

test('a second module takes the place of the first', async () => {
  const { lines, errors } = await runConsole(
    [`.load ${consoleFixture('odd.mjs')}`, '.call same 1', '.call add 1 1'],
    ['--module', hello],
  );
  expect(lines).toContain('nothing (0 arguments)');
  expect(lines.slice(-3)).toEqual(['[', '  1', ']']);
  expect(errors).toMatch(/no export "add"; it exports .*same/);
});

test.each([
  ['no path', '.load', /Name the module: \.load path/],
  ['a path where nothing is', '.load ./nowhere.mjs', /nowhere\.mjs is not there/],
  ['a folder', '.load ./examples', /is a folder; name the file in it/],
  ['a module with a syntax error', `.load ${syntaxError}`, /has a syntax error: .*\n.*syntaxError\.mjs:\d/s],
  [
    'a module that throws',
    `.load ${consoleFixture('throws.mjs')}`,
    /threw while it was loaded: Error: not today/,
  ],
])('.load with %s says so, and what was loaded before still answers', async (_, command, message) => {
  const { lines, errors, exitCode } = await runConsole([command, '.call hello "you"'], ['--module', hello]);
  expect(errors).toMatch(message);
  expect({ lines, exitCode }).toEqual({ lines: ['"Hello, you!"'], exitCode: 0 });
});

test('after a failed .load the child still echoes', async () => {
  const { lines } = await runConsole(['.load ./nowhere.mjs', 'hello']);
  expect(lines).toEqual(['echo: hello']);
});

test.each([
  ['./nowhere.mjs', /The module '\.\/nowhere\.mjs' could not be started: .*nowhere\.mjs is not there/],
  [consoleFixture('throws.mjs'), /threw while it was loaded: Error: not today/],
])('--module %s is a clear error and exit code 1', async (path, message) => {
  const { lines, errors, exitCode } = await runConsole([], ['--module', path]);
  expect(errors).toMatch(message);
  expect({ lines, exitCode }).toEqual({ lines: [], exitCode: 1 });
});
