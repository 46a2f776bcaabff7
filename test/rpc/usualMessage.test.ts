import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseUsual } from '../../node-child/src/rpc/messages/usualMessage.js';

/** Parses a line that stands between others in its chunk. */
function parse(line: string | Buffer) {
  const before = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"x","params":[1]}\n');
  const bytes = Buffer.concat([before, Buffer.from(line as string), Buffer.from('\n"params":[2]}\n')]);
  return parseUsual(bytes, before.length, before.length + Buffer.byteLength(line));
}

describe('the short way through a message', () => {
  test('gives what the whole parser gives, or nothing', () => {
    const id = fc.oneof(fc.nat(), fc.string(), fc.constant(null), fc.double({ noNaN: true }));
    const method = fc.oneof(fc.string(), fc.constantFrom('add', 'a.b/c'));
    fc.assert(
      fc.property(id, method, fc.array(fc.jsonValue()), (idValue, name, params) => {
        const line = JSON.stringify({ jsonrpc: '2.0', id: idValue, method: name, params });
        const message = parse(line);
        if (message !== undefined) {
          expect(message).toEqual({ id: idValue, method: name, content: JSON.parse(line).params });
        } else {
          expect(
            typeof idValue !== 'number' || !/^[\w.]+$/.test(name) || !/^[1-9]\d{0,14}$/.test(`${idValue}`),
          ).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('takes the forms that peers write', () => {
    expect(parse('{"jsonrpc":"2.0","id":12,"method":"add","params":[3,"é"]}')).toEqual({
      id: 12,
      method: 'add',
      content: [3, 'é'],
    });
    expect(parse('{"jsonrpc":"2.0","id":999999999999999,"result":{"a":[]}}')).toEqual({
      id: 999_999_999_999_999,
      method: undefined,
      content: { a: [] },
    });
  });

  test.each([
    '',
    '{}',
    '{"jsonrpc":"2.0","id":0,"method":"add","params":[]}',
    '{"jsonrpc":"2.0","id":01,"method":"add","params":[]}',
    '{"jsonrpc":"2.0","id":-1,"method":"add","params":[]}',
    '{"jsonrpc":"2.0","id":1.5,"method":"add","params":[]}',
    '{"jsonrpc":"2.0","id":1234567890123456,"method":"add","params":[]}',
    '{"jsonrpc":"2.0","id":1,"method":"add","params":{}}',
    '{"jsonrpc":"2.0","id":1,"method":"add","params":[1],"id":[2]}',
    '{"jsonrpc":"2.0","id":1,"method":"add","params":[1],"$progress":true}',
    '{"jsonrpc":"2.0","id":1,"method":"a\\u0064d","params":[]}',
    '{"jsonrpc":"2.0","id":1,"method":"číslo","params":[]}',
    '{"jsonrpc":"2.0","id":1,"method":"a\tb","params":[]}',
    '{"jsonrpc":"2.0","id":1,"method":"add","params":[01]}',
    '{"jsonrpc":"2.0","id":1,"method":"add","params":[1]} ',
    '{"jsonrpc":"2.0","id":1,"method":"add","params":[1]',
    '{"jsonrpc":"2.0","id":1,"result":}',
    '{"jsonrpc":"2.0","id":1,"result":1,"error":{}}',
    '{"jsonrpc":"2.0","id":1,"resul',
    '{"jsonrpc":"2.0","id":1',
  ])('leaves everything else to the whole parser: %s', (line) => {
    expect(parse(line)).toBeUndefined();
  });

  test('leaves bytes that are no UTF-8 to the whole parser', () => {
    const line = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"add","params":["x"]}');
    line[line.indexOf('x')] = 0xff;
    expect(parse(line)).toBeUndefined();
  });
});
