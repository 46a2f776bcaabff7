import { MOST_ATTACHED_BYTES } from '../../framing/attachmentHeader.js';
import { cutText, encodedLength, MOST_BYTES_PER_UNIT } from '../../transport/utf8.js';
import type { Content } from '../messages/outgoingMessage.js';

/** So many UTF-16 code units fit into a message, whatever they are. */
const LONGEST_TEXT_PART = Math.floor(MOST_ATTACHED_BYTES / MOST_BYTES_PER_UNIT);

/** The name of a marker that stands for bytes, or for text as UTF-8. */
export type ByteMarker = '$bin' | '$text';

/** Bytes or text that leave the tree of a message, and the marker left there in their stead. */
export interface OutgoingAttachment {
  readonly content: Content;
  /** Its one member is the index, which is set when all attachments of the message are known. */
  readonly marker: Partial<Record<ByteMarker, number>>;
  readonly kind: ByteMarker;
}

/** A value that follows its message in chunks. */
export interface LongValue {
  readonly number: number;
  readonly content: Content;
}

/** The attachments of one message, shared out. */
interface AttachmentLayout {
  /** What follows the line at once. */
  readonly short: readonly Content[];
  readonly long: readonly LongValue[];
}

/** Measures what is to be sent; a text must be well-formed. */
export function contentOf(data: Uint8Array | string): Content {
  return { data, length: typeof data === 'string' ? encodedLength(data) : data.length };
}

/** Cuts a value into what one message may carry each. */
export function* cutContent({ data, length }: Content): Generator<Content, undefined> {
  if (typeof data === 'string') {
    const isAscii = data.length === length;
    for (const part of cutText(data, isAscii ? MOST_ATTACHED_BYTES : LONGEST_TEXT_PART)) {
      yield isAscii ? { data: part, length: part.length } : contentOf(part);
    }
    return;
  }
  for (let start = 0; start < length; start += MOST_ATTACHED_BYTES) {
    yield contentOf(data.subarray(start, start + MOST_ATTACHED_BYTES));
  }
}

/**
 * Decides which attachments follow the line and which come in chunks, and completes the markers.
 *
 * @param nextNumber gives the numbers of long values
 */
export function layOutAttachments(
  attachments: readonly OutgoingAttachment[],
  nextNumber: () => number,
): AttachmentLayout {
  const short: OutgoingAttachment[] = [];
  const long: OutgoingAttachment[] = [];
  let total = 0;
  for (const attachment of attachments) {
    const { length } = attachment.content;
    const fits = total + length <= MOST_ATTACHED_BYTES;
    total += fits ? length : 0;
    (fits ? short : long).push(attachment);
  }
  for (const [index, { marker, kind }] of [...short, ...long].entries()) {
    marker[kind] = index;
  }
  return {
    short: short.map(({ content }) => content),
    long: long.map(({ content }) => ({ number: nextNumber(), content })),
  };
}
