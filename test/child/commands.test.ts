import { describe, expect, test } from 'vitest';
import { startChild, transports } from '../support/child.js';

const error = (id: unknown, code: number) => ({
  jsonrpc: '2.0',
  id,
  error: expect.objectContaining({ code, message: expect.any(String) }),
});
const result = (id: unknown, value: unknown) => ({ jsonrpc: '2.0', id, result: value });
const call = (method: string, rest: object = {}) => ({ jsonrpc: '2.0', method, ...rest });

const cases: { what: string; send: object | string; expect: object }[] = [
  { what: 'ping', send: call('ping', { id: 1 }), expect: result(1, 'pong') },
  { what: 'an id of 0', send: call('ping', { id: 0 }), expect: result(0, 'pong') },
  { what: 'an id of null', send: call('ping', { id: null }), expect: result(null, 'pong') },
  { what: 'an id that is an empty string', send: call('ping', { id: '' }), expect: result('', 'pong') },
  { what: 'a fractional id', send: call('ping', { id: -1.5 }), expect: result(-1.5, 'pong') },
  { what: 'echo of one', send: call('echo', { id: 1, params: [{ a: [0] }] }), expect: result(1, { a: [0] }) },
  { what: 'echo of null', send: call('echo', { id: 1, params: [null] }), expect: result(1, null) },
  { what: 'echo of false', send: call('echo', { id: 1, params: [false] }), expect: result(1, false) },
  { what: 'echo of an array', send: call('echo', { id: 1, params: [[1, 2]] }), expect: result(1, [1, 2]) },
  { what: 'echo of two', send: call('echo', { id: 1, params: [1, 2] }), expect: result(1, [1, 2]) },
  { what: 'echo of none', send: call('echo', { id: 1, params: [] }), expect: result(1, []) },
  { what: 'echo without parameters', send: call('echo', { id: 1 }), expect: result(1, null) },
  { what: 'echo by name', send: call('echo', { id: 1, params: { a: 1 } }), expect: result(1, { a: 1 }) },
  { what: 'an unknown method', send: call('nothing', { id: 'a' }), expect: error('a', -32601) },
  { what: 'an inherited name', send: call('constructor', { id: 2 }), expect: error(2, -32601) },
  {
    what: 'JSON that ends too early',
    send: '{"jsonrpc":"2.0","method":"ping","id":1',
    expect: error(null, -32700),
  },
  { what: 'a bracket and no JSON', send: '[what', expect: error(null, -32700) },
  { what: 'blanks before bad JSON', send: ' \t {', expect: error(null, -32700) },
  { what: 'no version', send: { method: 'ping', id: 1 }, expect: error(1, -32600) },
  { what: 'another version', send: { jsonrpc: '1.0', method: 'ping', id: 1 }, expect: error(1, -32600) },
  { what: 'a method that is no string', send: { jsonrpc: '2.0', method: 1 }, expect: error(null, -32600) },
  {
    what: 'parameters that are a string',
    send: call('ping', { id: 1, params: 'a' }),
    expect: error(1, -32600),
  },
  { what: 'parameters that are null', send: call('ping', { id: 1, params: null }), expect: error(1, -32600) },
  { what: 'an id that is an object', send: call('ping', { id: {} }), expect: error(null, -32600) },
  { what: 'an id that is true', send: call('ping', { id: true }), expect: error(null, -32600) },
  { what: 'an object with nothing in it', send: {}, expect: error(null, -32600) },
  { what: 'an empty batch', send: [], expect: error(null, -32600) },
  { what: 'a batch of no messages', send: [1, []], expect: [error(null, -32600), error(null, -32600)] },
  {
    what: 'a mixed batch',
    send: [
      call('ping', { id: 1 }),
      call('echo', { params: [1] }),
      call('x', { id: 2 }),
      3,
      call('ping', { id: 4 }),
    ],
    expect: [result(1, 'pong'), error(2, -32601), error(null, -32600), result(4, 'pong')],
  },
];

const silent: { what: string; send: object }[] = [
  { what: 'a notification', send: call('ping') },
  { what: 'an unknown notification', send: call('nothing') },
  { what: 'a batch of notifications', send: [call('ping'), call('nothing')] },
  { what: 'an answer to no question', send: { jsonrpc: '2.0', id: 1, result: 1 } },
  { what: 'an error to no question', send: { jsonrpc: '2.0', id: null, error: { code: 1, message: '' } } },
];

const asLine = (value: object | string) => `${typeof value === 'string' ? value : JSON.stringify(value)}\n`;

describe.each(transports)('over the %s transport', (io) => {
  test('every message gets the answer that JSON-RPC 2.0 asks for, in order', async () => {
    await using child = startChild({ io }).read();
    child.write(cases.map(({ send }) => asLine(send)).join(''));
    const answers = await child.linesUpTo(cases.length);
    const named = answers.map((line, index) => ({ what: cases[index]?.what, answer: JSON.parse(line) }));
    expect(named).toEqual(cases.map((one) => ({ what: one.what, answer: one.expect })));
  });

  test.each(silent)('$what gets no answer', async ({ send }) => {
    await using child = startChild({ io }).read();
    child.write(`${asLine(send)}done\n`);
    expect(await child.linesUpTo(1)).toEqual(['echo: done']);
  });

  test('a message that is not UTF-8 is a parse error, and the channel lives', async () => {
    await using child = startChild({ io }).read();
    child.write(Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xff), Buffer.from('"}\nnext\n')]));
    const [first = '', second] = await child.linesUpTo(2);
    expect(JSON.parse(first)).toEqual(error(null, -32700));
    expect(second).toBe('echo: next');
  });

  test('a value that is nested too deep is an error of that call, and the channel lives', async () => {
    const depth = 100_000;
    await using child = startChild({ io }).read();
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    child.write(`{"jsonrpc":"2.0","id":7,"method":"echo","params":[${deep}]}\nnext\n`);
    const [first = '', second] = await child.linesUpTo(2);
    expect(JSON.parse(first)).toEqual(error(7, -32602));
    expect(second).toBe('echo: next');
  });
});
