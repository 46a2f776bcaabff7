import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineEndInTextError } from '../../node-child/src/errors/lineErrors.js';
import { LineReader } from '../../node-child/src/framing/lineReader.js';
import { lineText } from '../../node-child/src/framing/lineText.js';

describe('a text as a line', () => {
  test('is what a line reader reads back, whatever the text', () => {
    const withoutLineFeed = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', '\r'));
    fc.assert(
      fc.property(fc.array(withoutLineFeed), (texts) => {
        const lines: string[] = [];
        const reader = new LineReader((line) => lines.push(line.toString()));
        for (const text of texts) {
          reader.push(Buffer.from(`${lineText(text)}\n`));
        }
        expect(lines).toEqual(texts);
      }),
    );
  });

  test('carries a CR inside, and has another behind one at the end, which belongs to the line end', () => {
    expect(lineText('a\rb')).toBe('a\rb');
    expect(lineText('a\r')).toBe('a\r\r');
  });

  test('is refused where it holds an LF', () => {
    expect(() => lineText('one\ntwo')).toThrow(LineEndInTextError);
    expect(() => lineText('one\r\n')).toThrow(/line end at index 4/);
  });
});
