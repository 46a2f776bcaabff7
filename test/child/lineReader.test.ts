import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineTooLongError } from '../../node-child/src/errors/lineErrors.js';
import { LineReader } from '../../node-child/src/framing/lineReader.js';

/** Reads with one chunk of memory that is overwritten after every push, as a transport may do. */
function read(chunks: readonly Uint8Array[], limit?: number): string[] {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line.toString('latin1')), limit);
  for (const chunk of chunks) {
    const memory = Buffer.from(chunk);
    reader.push(memory);
    memory.fill(0x21);
  }
  reader.end();
  return lines;
}

function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ordered = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return ordered.slice(1).map((end, index) => bytes.subarray(ordered[index], end));
}

// Line ends are common here, or hardly a text would have one.
const text = fc
  .array(fc.oneof(fc.constantFrom('\n', '\r', '\r\n'), fc.string({ unit: 'binary', maxLength: 20 })))
  .map((parts) => Buffer.from(parts.join('')));

describe('a line reader', () => {
  test('finds the same lines however the bytes are cut into chunks', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat()), (bytes, cuts) => {
        const lines = bytes.toString('latin1').split('\n');
        const last = lines.pop() ?? '';
        const expected = (last === '' ? lines : [...lines, last]).map((line) => line.replace(/\r$/, ''));
        expect(read(split(bytes, cuts))).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test('takes a line of exactly the limit, with either line end, and none longer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000 }),
        fc.constantFrom('\n', '\r\n', ''),
        fc.array(fc.nat(), { maxLength: 20 }),
        (limit, lineEnd, cuts) => {
          const fits = 'x'.repeat(limit);
          const line = (content: string) => split(Buffer.from(`a\n${content}${lineEnd}`), cuts);
          expect(read(line(fits), limit)).toEqual(['a', fits]);
          expect(() => read(line(`${fits}y`), limit)).toThrow(LineTooLongError);
        },
      ),
    );
  });

  test('says what the limit is, by a message and by a code', () => {
    expect(() => read([Buffer.from('four')], 3)).toThrow(
      expect.objectContaining({
        code: 'ERR_NODEPIPE_LINE_TOO_LONG',
        message: expect.stringContaining('limit of 3 bytes'),
      }),
    );
  });

  test('gives up before the whole of a line over the limit has arrived', () => {
    const reader = new LineReader(() => {}, 10);
    reader.push(Buffer.from('0123456789'));
    expect(() => reader.push(Buffer.from('0'))).toThrow(LineTooLongError);
  });
});
