import { expect, test } from 'vitest';
import { consoleFixture, runConsole } from '../support/consoleHost.js';

const odd = ['--module', consoleFixture('odd.mjs')];

const request = (id: number, method: string, ...params: unknown[]) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });
const answer = (id: number, result: unknown) => JSON.stringify({ jsonrpc: '2.0', id, result });

test('piped JSON-RPC requests get their answers in order, every one before the host ends', async () => {
  const numbers = Array.from({ length: 1_000 }, (_, index) => index + 1_000);
  const { lines, exitCode } = await runConsole(numbers.map((id) => request(id, 'echo', `line ${id}`)));
  expect(lines).toEqual(numbers.map((id) => answer(id, `line ${id}`)));
  expect(exitCode).toBe(0);
});

test('a request of a module is answered before the command that follows it', async () => {
  const { lines } = await runConsole([request(900, 'late', 'slow'), '.call same 1', 'exit'], odd);
  expect(lines).toEqual([answer(900, 'slow'), '[', '  1', ']']);
});

test('messages and text lines keep their order among each other', async () => {
  const { lines } = await runConsole(['one', request(900, 'ping'), 'two', request(901, 'ping'), 'exit']);
  expect(lines).toEqual(['echo: one', answer(900, 'pong'), 'echo: two', answer(901, 'pong')]);
});

test('a notification is answered by nothing, and nothing waits for it', async () => {
  const { lines } = await runConsole(['{"jsonrpc":"2.0","method":"same","params":[1]}', '.call same 2'], odd);
  expect(lines).toEqual(['[', '  2', ']']);
});

test('the answers to a batch are one line, as the child sends them, before the command that follows', async () => {
  const batch = `[${request(900, 'ping')},{"jsonrpc":"2.0","method":"ping"},${request(901, 'ping')},7]`;
  const { lines } = await runConsole([batch, '.call ping']);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject([
    { id: 900, result: 'pong' },
    { id: 901, result: 'pong' },
    { id: null, error: { code: -32600 } },
  ]);
  expect(lines.slice(1)).toEqual(['"pong"']);
});

test.each([
  ['{"jsonrpc"', -32700],
  ['[]', -32600],
  ['{"jsonrpc":"2.0","id":5}', -32600],
])('%s is answered by an error, and the host goes on', async (line, code) => {
  const { lines, exitCode } = await runConsole([line, '.call ping']);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ error: { code } });
  expect({ last: lines[1], exitCode }).toEqual({ last: '"pong"', exitCode: 0 });
});

test('text for a module, which takes none, is answered by an error, and the host goes on', async () => {
  const { lines, exitCode } = await runConsole(['hello', '.call nothing', 'exit'], odd);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ id: null, error: { code: -32700 } });
  expect({ last: lines[1], exitCode }).toEqual({ last: 'null', exitCode: 0 });
});
