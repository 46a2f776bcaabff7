import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineEndInTextError } from '../../node-child/src/errors/lineErrors.js';
import { LineReader } from '../../node-child/src/framing/lineReader.js';
import { LineWriter } from '../../node-child/src/framing/lineWriter.js';

describe('a line writer', () => {
  test('writes what a line reader reads back, whatever the text', () => {
    const withoutLineFeed = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', '\r'));
    fc.assert(
      fc.property(fc.array(withoutLineFeed), (texts) => {
        const lines: string[] = [];
        const reader = new LineReader((line) => lines.push(line.toString()));
        const writer = new LineWriter({ write: (bytes) => reader.push(Buffer.from(bytes)) });
        for (const text of texts) {
          writer.write(text);
        }
        expect(lines).toEqual(texts);
      }),
    );
  });

  test('carries a CR inside a text, and sends another behind one at the end, which belongs to the line end', () => {
    const written: string[] = [];
    const writer = new LineWriter({ write: (bytes) => written.push(bytes) });
    writer.write('a\rb');
    writer.write('a\r');
    expect(written).toEqual(['a\rb\n', 'a\r\r\n']);
  });

  test('refuses a text that holds an LF, and writes nothing of it', () => {
    const written: string[] = [];
    const writer = new LineWriter({ write: (bytes) => written.push(bytes) });
    expect(() => writer.write('one\ntwo')).toThrow(LineEndInTextError);
    expect(() => writer.write('one\r\n')).toThrow(/line end at index 4/);
    expect(written).toEqual([]);
  });
});
