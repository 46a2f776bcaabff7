import { describe, expect, test } from 'vitest';
import { type Framing, framings } from '../../node-child/src/framing/framings.js';
import { encode, read } from './support.js';

const { lines, nulTerminated, lengthPrefixed, headers } = framings;
const LIMIT = 40;

interface BadFrame {
  readonly framing: Framing;
  readonly what: string;
  readonly bytes: string | Uint8Array;
  readonly code: string;
  readonly says: RegExp;
}

const BROKEN = 'ERR_NODEPIPE_BROKEN_FRAME';
const TOO_LONG = 'ERR_NODEPIPE_FRAME_TOO_LONG';

const badFrames: readonly BadFrame[] = [
  {
    framing: lines,
    what: 'over the limit',
    bytes: 'x'.repeat(41),
    code: 'ERR_NODEPIPE_LINE_TOO_LONG',
    says: /^A line is longer than the limit of 40 bytes; /,
  },
  {
    framing: nulTerminated,
    what: 'over the limit',
    bytes: 'x'.repeat(41),
    code: TOO_LONG,
    says: /^A frame is longer than the limit of 40 bytes; /,
  },
  {
    framing: nulTerminated,
    what: 'without an end',
    bytes: 'abc',
    code: BROKEN,
    says: /^The bytes ended within a frame: 3 bytes of it had come, and no NUL behind them\.$/,
  },
  {
    framing: lengthPrefixed,
    what: 'over the limit',
    bytes: Uint8Array.of(41, 0, 0, 0),
    code: TOO_LONG,
    says: /^A frame of 41 bytes is longer than the limit of 40 bytes; /,
  },
  {
    framing: lengthPrefixed,
    what: 'of the largest length, which is no negative number',
    bytes: Uint8Array.of(255, 255, 255, 255),
    code: TOO_LONG,
    says: /^A frame of 4294967295 bytes is longer/,
  },
  {
    framing: lengthPrefixed,
    what: 'with half a length',
    bytes: Uint8Array.of(5, 0),
    code: BROKEN,
    says: /^The bytes ended within the length of a frame: 2 of 4 bytes had come\.$/,
  },
  {
    framing: lengthPrefixed,
    what: 'with a length and no bytes',
    bytes: Uint8Array.of(5, 0, 0, 0),
    code: BROKEN,
    says: /^The bytes ended within a frame: 0 of 5 bytes had come\.$/,
  },
  {
    framing: lengthPrefixed,
    what: 'with some of its bytes',
    bytes: Uint8Array.of(5, 0, 0, 0, 1, 2),
    code: BROKEN,
    says: /^The bytes ended within a frame: 2 of 5 bytes had come\.$/,
  },
  {
    framing: headers,
    what: 'over the limit',
    bytes: 'Content-Length: 41\r\n\r\n',
    code: TOO_LONG,
    says: /^A frame of 41 bytes is longer than the limit of 40 bytes; /,
  },
  {
    framing: headers,
    what: 'with a length that no number holds',
    bytes: `Content-Length: ${'9'.repeat(400)}\r\n\r\n`,
    code: TOO_LONG,
    says: /longer than the limit of 40 bytes; /,
  },
  ...['x', '-5', '1e3', '0x10', '4 5', ''].map((value) => ({
    framing: headers,
    what: `with the length "${value}"`,
    bytes: `Content-Length: ${value}\r\n\r\n`,
    code: BROKEN,
    says: new RegExp(`^The Content-Length of a frame is "${value}", which is no number of bytes\\.$`),
  })),
  {
    framing: headers,
    what: 'without a length',
    bytes: 'Content-Type: text/plain\r\n\r\n',
    code: BROKEN,
    says: /^The headers of a frame name no Content-Length\.$/,
  },
  {
    framing: headers,
    what: 'with two lengths',
    bytes: 'Content-Length: 5\r\ncontent-length: 6\r\n\r\n',
    code: BROKEN,
    says: /^A frame has two lengths, 5 and "6"\.$/,
  },
  {
    framing: headers,
    what: 'with a line that is no header',
    bytes: 'hello\r\n',
    code: BROKEN,
    says: /^A frame has no header but "hello"; does the other side print something else there\?$/,
  },
  {
    framing: headers,
    what: 'with a message in place of headers',
    bytes: '{"id":1}\n',
    code: BROKEN,
    says: /^A frame has no header but "\{\\"id\\":1\}"; does the other side print something else there\?$/,
  },
  {
    framing: headers,
    what: 'with a header that never ends',
    bytes: `Content-Type: ${'x'.repeat(9_000)}`,
    code: BROKEN,
    says: /^The headers of a frame are longer than 8192 bytes\.$/,
  },
  {
    framing: headers,
    what: 'with headers that never end',
    bytes: 'Content-Length: 5\r\n'.repeat(1_000),
    code: BROKEN,
    says: /^The headers of a frame are longer than 8192 bytes\.$/,
  },
  {
    framing: headers,
    what: 'with half a header',
    bytes: 'Content-Length: 5\r\n',
    code: BROKEN,
    says: /^The bytes ended within the headers of a frame: 19 bytes of them had come\.$/,
  },
  {
    framing: headers,
    what: 'with some of its bytes',
    bytes: 'Content-Length: 5\r\n\r\nab',
    code: BROKEN,
    says: /^The bytes ended within a frame: 2 of 5 bytes had come\.$/,
  },
];

describe('a frame that is none is a clear error, and those before it are not lost:', () => {
  test.each(badFrames)('$framing.name, $what', ({ framing, bytes, code, says }) => {
    const before = Buffer.concat([encode(framing, 'one'), encode(framing, 'two')]);
    const all = Buffer.concat([before, Buffer.from(bytes as Uint8Array)]);
    for (const chunks of [[all], [before, all.subarray(before.length)], [...all].map((byte) => [byte])]) {
      const { frames, error } = read(
        framing,
        chunks.map((chunk) => Buffer.from(chunk)),
        LIMIT,
      );
      expect(frames).toEqual(['one', 'two']);
      expect(error).toMatchObject({ code, message: expect.stringMatching(says) });
    }
  });
});

test('other headers are skipped, names are taken in any case, and lines may end with LF alone', () => {
  const bytes =
    'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nCONTENT-LENGTH:  3 \r\n\r\none' +
    'content-length: 3\nX: y\n\ntwo';
  expect(read(headers, [Buffer.from(bytes)])).toEqual({ frames: ['one', 'two'], error: undefined });
});

test('an announcement alone takes no memory', () => {
  const limit = 2 ** 32;
  const readers = Array.from({ length: 100 }, () => lengthPrefixed.createReader(() => {}, limit));
  const before = process.memoryUsage().arrayBuffers;
  for (const reader of readers) {
    reader.push(Buffer.from([0, 0, 0, 255, 1]));
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
});

test('a frame that holds what would end it is refused, and nothing of it is sent', () => {
  expect(() => encode(lines, 'one\ntwo')).toThrow(
    expect.objectContaining({
      code: 'ERR_NODEPIPE_TERMINATOR_IN_FRAME',
      message: expect.stringMatching(/^The frame holds LF at byte 3, which would end it there; /),
    }),
  );
  expect(() => encode(nulTerminated, 'žluť\0')).toThrow(/holds NUL at byte 6,/);
  expect(encode(lengthPrefixed, '\n\0').toString('latin1')).toBe('\x02\0\0\0\n\0');
  expect(encode(headers, 'ž\n').toString()).toBe('Content-Length: 3\r\n\r\nž\n');
});
