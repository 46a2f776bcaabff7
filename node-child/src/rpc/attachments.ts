import { MOST_ATTACHED_BYTES } from '../framing/attachmentHeader.js';

/** The name of a marker that stands for bytes, or for text as UTF-8. */
export type ByteMarker = '$bin' | '$text';

/** Bytes that leave the tree of a message, and the marker left there in their stead. */
export interface OutgoingAttachment {
  readonly bytes: Uint8Array;
  /** Its one member is the index, which is set when all attachments of the message are known. */
  readonly marker: Partial<Record<ByteMarker, number>>;
  readonly kind: ByteMarker;
}

/** A value that follows its message in chunks. */
export interface LongValue {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** The attachments of one message, shared out. */
interface AttachmentLayout {
  /** What follows the line at once. */
  readonly short: readonly Uint8Array[];
  readonly long: readonly LongValue[];
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
    const { length } = attachment.bytes;
    const fits = total + length <= MOST_ATTACHED_BYTES;
    total += fits ? length : 0;
    (fits ? short : long).push(attachment);
  }
  for (const [index, { marker, kind }] of [...short, ...long].entries()) {
    marker[kind] = index;
  }
  return {
    short: short.map(({ bytes }) => bytes),
    long: long.map(({ bytes }) => ({ number: nextNumber(), bytes })),
  };
}
