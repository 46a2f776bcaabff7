import { AttachmentsTooLongError } from '../errors/lineErrors.js';
import { attachmentLengths, MOST_ATTACHED_BYTES, mayAnnounceAttachments } from './attachmentHeader.js';
import type { FrameReader } from './frameReader.js';
import { type Framing, framings } from './framings.js';
import { decodeMessage } from './lineKind.js';
import { DEFAULT_LINE_LIMIT } from './lineReader.js';

const LF = 10;

/** Longer lines are not worth the shorter way. */
const LONGEST_OFFERED = 2048;

/** A shorter rest of an attachment is read together with what follows it. */
const SHORTEST_TARGET = 32 * 1024;

/** Who gets what a {@link MessageReader} has read. A line is what one frame holds, whatever the framing. */
interface MessageReceiver {
  /**
   * Offers a line that stands whole in a chunk, which saves making a buffer of it.
   *
   * @returns whether it was taken; if not it is given to {@link line}
   */
  lineWithin(chunk: Buffer, start: number, end: number): boolean;

  /** One line without its end, that announces no attachments; the buffer is valid only during the call. */
  line(line: Buffer): void;

  /**
   * Where the attachments of a message shall go: a buffer for each, of exactly the length announced.
   *
   * @param line the message that announces them
   */
  allocate(line: string, lengths: readonly number[]): Buffer[];

  /** A message with all its attachments. */
  message(line: string, attachments: readonly Buffer[]): void;
}

/** A message whose attachments have not all arrived. */
interface Unfinished {
  readonly line: string;
  readonly attachments: readonly Buffer[];
  index: number;
  offset: number;
}

/** Cuts bytes into frames and the attachments that follow them. Nothing looks into the bytes of an attachment. */
export class MessageReader {
  readonly #receiver: MessageReceiver;
  readonly #frames: FrameReader;
  readonly #hasLines: boolean;
  readonly #longestOffered: number;
  #unfinished: Unfinished | undefined;

  /** @param limit the longest line in bytes, without its end */
  constructor(
    receiver: MessageReceiver,
    limit: number = DEFAULT_LINE_LIMIT,
    framing: Framing = framings.lines,
  ) {
    this.#receiver = receiver;
    this.#longestOffered = Math.min(LONGEST_OFFERED, limit);
    this.#hasLines = framing === framings.lines;
    const take = this.#hasLines ? (line: Buffer) => this.#take(line) : (frame: Buffer) => this.#offer(frame);
    this.#frames = framing.createReader(take, limit);
  }

  /**
   * Takes the next bytes. The chunk may be reused after the call.
   *
   * @throws ProtocolError for what is too long or no frame; the reader is of no use afterwards
   */
  push(chunk: Buffer): void {
    let start = 0;
    while (start < chunk.length) {
      if (this.#unfinished !== undefined) {
        start = this.#fill(this.#unfinished, chunk, start);
        continue;
      }
      // Only of a line can it be told beforehand where it ends.
      const end = this.#hasLines && this.#frames.isBetweenFrames ? chunk.indexOf(LF, start) : -1;
      if (end !== -1 && end - start <= this.#longestOffered && this.#receiver.lineWithin(chunk, start, end)) {
        start = end + 1;
      } else {
        start = this.#frames.push(chunk, start, end === -1 ? chunk.length : end + 1);
      }
    }
  }

  /**
   * End of file: what is left is the last line, where the framing is lines; attachments that are not complete are lost
   * with their message.
   *
   * @throws BrokenFrameError within a frame of another framing
   */
  end(): void {
    if (this.#unfinished === undefined) {
      this.#frames.end();
    }
  }

  /**
   * Where the next bytes are to be read to, so that they need not be copied: the rest of an attachment, or nothing
   * where lines are expected. What was read there must be pushed as a view of the same memory.
   */
  target(): Buffer | undefined {
    const unfinished = this.#unfinished;
    const attachment = unfinished?.attachments[unfinished.index];
    return unfinished !== undefined &&
      attachment !== undefined &&
      attachment.length - unfinished.offset >= SHORTEST_TARGET
      ? attachment.subarray(unfinished.offset)
      : undefined;
  }

  #offer(frame: Buffer): void {
    const isOffered = frame.length <= this.#longestOffered && frame.length > 0;
    if (!isOffered || !this.#receiver.lineWithin(frame, 0, frame.length)) {
      this.#take(frame);
    }
  }

  #take(line: Buffer): void {
    const text = mayAnnounceAttachments(line) ? decodeMessage(line) : undefined;
    const lengths = text === undefined ? undefined : attachmentLengths(text);
    if (text === undefined || lengths === undefined) {
      this.#receiver.line(line);
      return;
    }
    if (lengths.reduce((sum, length) => sum + length, 0) > MOST_ATTACHED_BYTES) {
      throw new AttachmentsTooLongError(MOST_ATTACHED_BYTES);
    }
    this.#frames.pause();
    this.#unfinished = {
      line: text,
      attachments: this.#receiver.allocate(text, lengths),
      index: 0,
      offset: 0,
    };
    this.#finish(this.#unfinished);
  }

  #fill(unfinished: Unfinished, chunk: Buffer, start: number): number {
    const attachment = unfinished.attachments[unfinished.index];
    if (attachment === undefined) {
      return start;
    }
    const length = Math.min(attachment.length - unfinished.offset, chunk.length - start);
    const isInPlace =
      chunk.buffer === attachment.buffer &&
      chunk.byteOffset + start === attachment.byteOffset + unfinished.offset;
    if (!isInPlace) {
      chunk.copy(attachment, unfinished.offset, start, start + length);
    }
    unfinished.offset += length;
    this.#finish(unfinished);
    return start + length;
  }

  // Hands the message on once its last attachment is full; empty ones are full from the start.
  #finish(unfinished: Unfinished): void {
    const { line, attachments } = unfinished;
    while (unfinished.offset === attachments[unfinished.index]?.length) {
      unfinished.index++;
      unfinished.offset = 0;
    }
    if (unfinished.index === attachments.length) {
      this.#unfinished = undefined;
      this.#receiver.message(line, attachments);
    }
  }
}
