import { BrokenFrameError, FrameTooLongError, TerminatorInFrameError } from '../errors/frameErrors.js';
import { CountedReader } from './countedReader.js';
import type { FrameReader, TakeFrame } from './frameReader.js';
import { HeaderReader, headerLines } from './headerReader.js';
import { LengthReader, lengthPrefix, prefixed } from './lengthReader.js';
import { LineReader } from './lineReader.js';
import { lineText } from './lineText.js';
import { TerminatedReader } from './terminatedReader.js';

/** How one frame is told from the next on a stream of bytes; one of {@link framings}. */
export interface Framing {
  /** Its name among {@link framings}. */
  readonly name: string;

  /**
   * @internal
   * @param limit the longest frame that is read, in bytes without what stands around it
   */
  createReader(onFrame: TakeFrame, limit: number): FrameReader;

  /** @internal What stands before a frame of that many bytes. */
  header(length: number): Uint8Array;

  /** @internal What stands behind the frame. */
  trailer(frame: Uint8Array): Uint8Array;

  /**
   * @internal
   * @throws TerminatorInFrameError for a frame that cannot be told from the next
   */
  check(frame: Uint8Array): void;

  /**
   * @internal Makes any text what a frame of it holds.
   * @throws LineEndInTextError, TerminatorInFrameError for a text that cannot be told from the next
   */
  text(text: string): string;

  /** @internal A message, or a text from {@link text}, with what stands around it: as text where that can be. */
  encode(text: string): string | Uint8Array;
}

const LF = 0x0a;
const CR = 0x0d;
const NUL = 0x00;
const nothing = new Uint8Array(0);
const lineFeed = Uint8Array.of(LF);
const carriageReturnLineFeed = Uint8Array.of(CR, LF);
const nul = Uint8Array.of(NUL);

const nulEnd = {
  byte: NUL,
  tooLong: (limit: number) => new FrameTooLongError(limit),
  unfinished: (length: number) =>
    new BrokenFrameError(
      `The bytes ended within a frame: ${length} bytes of it had come, and no NUL behind them.`,
    ),
};

/** The ways of telling one frame from the next. Both sides must use the same. */
export interface Framings {
  /**
   * A frame is a line, ended by LF; CRLF is accepted, and the last may have no end. A frame holds no LF. One that ends
   * with CR is sent with another behind it, because one CR before the LF belongs to the end.
   */
  readonly lines: Framing;

  /** A frame is ended by a NUL and holds none, as Chromium’s debugging pipe has it. */
  readonly nulTerminated: Framing;

  /** The length of a frame stands before it: 4 bytes, unsigned and little-endian, which do not count themselves. */
  readonly lengthPrefixed: Framing;

  /** `Content-Length: <bytes>` and an empty line stand before a frame, as the Language Server Protocol has it. */
  readonly headers: Framing;
}

/** The four of them. */
export const framings: Framings = {
  lines: {
    name: 'lines',
    createReader: (onFrame, limit) => new LineReader(onFrame, limit),
    header: () => nothing,
    trailer: (frame) => (frame.at(-1) === CR ? carriageReturnLineFeed : lineFeed),
    check: (frame) => refuse(frame, LF, 'LF'),
    text: lineText,
    encode: (text) => `${text}\n`,
  },
  nulTerminated: {
    name: 'nulTerminated',
    createReader: (onFrame, limit) => new TerminatedReader(nulEnd, onFrame, limit),
    header: () => nothing,
    trailer: () => nul,
    check: (frame) => refuse(frame, NUL, 'NUL'),
    text: (text) => {
      if (text.includes('\0')) {
        refuse(Buffer.from(text), NUL, 'NUL');
      }
      return text;
    },
    encode: (text) => `${text}\0`,
  },
  lengthPrefixed: {
    name: 'lengthPrefixed',
    createReader: (onFrame, limit) => new CountedReader(new LengthReader(), onFrame, limit),
    header: lengthPrefix,
    trailer: () => nothing,
    check: () => {},
    text: (text) => text,
    encode: prefixed,
  },
  headers: {
    name: 'headers',
    createReader: (onFrame, limit) => new CountedReader(new HeaderReader(), onFrame, limit),
    header: (length) => Buffer.from(headerLines(length)),
    trailer: () => nothing,
    check: () => {},
    text: (text) => text,
    encode: (text) => `${headerLines(Buffer.byteLength(text))}${text}`,
  },
};

function refuse(frame: Uint8Array, byte: number, name: string): void {
  const index = frame.indexOf(byte);
  if (index !== -1) {
    throw new TerminatorInFrameError(name, index);
  }
}
