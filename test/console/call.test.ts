import { expect, test } from 'vitest';
import { consoleFixture, runConsole } from '../support/consoleHost.js';

const hello = ['--module', 'examples/hello/hello.mjs'];
const odd = ['--module', consoleFixture('odd.mjs')];

test('.call prints the result as indented JSON', async () => {
  const { lines } = await runConsole(['.call work 2'], hello);
  expect(lines).toEqual(['{', '  "steps": 2,', '  "state": "done"', '}']);
});

test('.call takes JSON values one after another, with spaces inside and between them', async () => {
  const { lines } = await runConsole(['.call same "two words"  [1, null] {"ä": "<b>&"}'], odd);
  expect(JSON.parse(lines.join('\n'))).toEqual(['two words', [1, null], { ä: '<b>&' }]);
  expect(lines.join('\n')).toContain('"ä": "<b>&"');
});

test('.call of a function that returns nothing prints null', async () => {
  expect((await runConsole(['.call nothing'], odd)).lines).toEqual(['null']);
});

test('.call prints a stream item by item', async () => {
  expect((await runConsole(['.call count 3'], hello)).lines).toEqual(['1', '2', '3']);
});

test('.call of a stream that fails prints the items that came, and then the error', async () => {
  const { lines, errors } = await runConsole(['.call breaking'], odd);
  expect(lines).toEqual(['{', '  "item": 1', '}', '{', '  "item": 2', '}']);
  expect(errors).toMatch(/^RangeError: no third item\n\s+at .*breaking.*odd\.mjs:\d+/);
});

test('.call prints an error once, with its JavaScript stack, and goes on', async () => {
  const { lines, errors, exitCode } = await runConsole(['.call fail "on purpose"', '.call add 1 2'], hello);
  expect(errors).toMatch(/^TypeError: on purpose\n\s+at .*fail.*hello\.mjs:\d+/);
  expect(errors.split('on purpose')).toHaveLength(2);
  expect({ lines, exitCode }).toEqual({ lines: ['3'], exitCode: 0 });
});

test.each([
  ['.call', /Name the function: \.call name/],
  ['.call nobody', /no export "nobody"; it exports add, count/],
  ['.call add 1 {"b":', /The arguments are JSON values, one after another/],
  ['.call add one', /The arguments are JSON values, one after another/],
])('%s is a clear error', async (command, message) => {
  const { lines, errors, exitCode } = await runConsole([command], hello);
  expect(errors).toMatch(message);
  expect({ lines, exitCode }).toEqual({ lines: [], exitCode: 0 });
});

test('.call without a module reaches the methods of the child program', async () => {
  expect((await runConsole(['.call ping', '.call echo {"a":1}'])).lines).toEqual([
    '"pong"',
    '{',
    '  "a": 1',
    '}',
  ]);
});

test('what a module prints goes to standard error, marked, and not among the results', async () => {
  const { lines, errors } = await runConsole(['.call talk'], odd);
  expect(lines).toEqual(['"said"']);
  expect(errors.split('\n').toSorted()).toEqual(['[child] to standard error', '[child] to standard output']);
});

test('a child that ends in the middle of a .call is told of, with its exit code and last words', async () => {
  const { errors, exitCode } = await runConsole(['.call die'], odd);
  expect(errors).toMatch(/ended with exit code 3/);
  expect(errors).toMatch(/about to end/);
  expect(exitCode).toBe(1);
});
