import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MessageReader } from '../../node-child/src/framing/messageReader.js';

interface ReadMessage {
  readonly line: string;
  readonly attachments: readonly string[];
}

/** Reads with memory that is overwritten after every push, as a transport may do. */
function read(chunks: readonly Uint8Array[], { intoTarget = false, takeWithin = false } = {}): ReadMessage[] {
  const messages: ReadMessage[] = [];
  const reader = new MessageReader({
    lineWithin(chunk, start, end) {
      const isPlain = takeWithin && chunk[start + 2] !== 0x24 && chunk[end - 1] !== 0x0d;
      if (isPlain) {
        messages.push({ line: chunk.toString('utf8', start, end), attachments: [] });
      }
      return isPlain;
    },
    line: (line) => messages.push({ line: line.toString(), attachments: [] }),
    allocate: (_line, lengths) => lengths.map((length) => Buffer.alloc(length)),
    message: (line, attachments) =>
      messages.push({ line, attachments: attachments.map((bytes) => bytes.toString('base64')) }),
  });
  for (const chunk of chunks) {
    for (let rest = Buffer.from(chunk); rest.length > 0; ) {
      const target = intoTarget ? reader.target() : undefined;
      const length = target === undefined ? rest.length : Math.min(rest.length, target.length);
      const memory = target === undefined ? Buffer.from(rest) : target.subarray(0, length);
      rest.copy(memory, 0, 0, length);
      reader.push(memory);
      if (target === undefined) {
        memory.fill(0x21);
      }
      rest = rest.subarray(length);
    }
  }
  reader.end();
  return messages;
}

function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ordered = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return ordered.slice(1).map((end, index) => bytes.subarray(ordered[index], end));
}

const plain = fc
  .record({ line: fc.oneof(fc.json(), fc.string()).map((text) => text.replaceAll(/[\n\r]/g, '')) })
  .map(({ line }) => ({ line, attachments: [] as Uint8Array[] }))
  .filter(({ line }) => !line.startsWith('{"$bin":['));
const withAttachments = fc
  .record({
    rest: fc.string().map((text) => text.replaceAll(/[\n\r]/g, '')),
    attachments: fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.integer({ min: 30_000, max: 200_000 }).map((length) => Buffer.alloc(length, 0x0a)),
      ),
      { maxLength: 4 },
    ),
  })
  .map(({ rest, attachments }) => ({
    line: `{"$bin":[${attachments.map(({ length }) => length)}],${rest}`,
    attachments,
  }));

const messages = fc.array(fc.oneof(plain, withAttachments), { maxLength: 8 });
const lineEnds = fc.constantFrom('\n', '\r\n');

describe('a message reader', () => {
  test.each([
    { what: 'into memory of its own', options: {} },
    { what: 'into the place of an attachment', options: { intoTarget: true } },
    { what: 'with lines taken from within a chunk', options: { takeWithin: true } },
  ])('finds every message and its attachments, however the bytes are cut, read $what', ({ options }) => {
    fc.assert(
      fc.property(messages, lineEnds, fc.array(fc.nat(), { maxLength: 30 }), (sent, lineEnd, cuts) => {
        const bytes = Buffer.concat(
          sent.flatMap(({ line, attachments }) => [Buffer.from(line + lineEnd), ...attachments]),
        );
        expect(read(split(bytes, cuts), options)).toEqual(
          sent.map(({ line, attachments }) => ({
            line,
            attachments: attachments.map((one) => Buffer.from(one).toString('base64')),
          })),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('loses a message whose attachments are not complete at end of file, and nothing before it', () => {
    const bytes = Buffer.from('{"a":1}\n{"$bin":[3]}\nab');
    expect(read([bytes])).toEqual([{ line: '{"a":1}', attachments: [] }]);
  });
});
