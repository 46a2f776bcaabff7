/** What a message with attachments begins with, byte by byte. */
const ATTACHMENT_HEADER = '{"$bin":[';

/** The most bytes that the attachments of one message may have together: 1 MiB. */
export const MOST_ATTACHED_BYTES = 1024 * 1024;

const header = /^\{"\$bin":\[((?:(?:0|[1-9]\d{0,18})(?:,(?:0|[1-9]\d{0,18}))*)?)\]/;
/** As text of the same number of digits. What is larger is no length but malformed. */
const LARGEST_LENGTH = '9223372036854775807';
const SECOND_BYTE = ATTACHMENT_HEADER.charCodeAt(1);
const THIRD_BYTE = ATTACHMENT_HEADER.charCodeAt(2);

/** Whether a line may announce attachments; {@link attachmentLengths} tells for sure. */
export function mayAnnounceAttachments(line: Buffer): boolean {
  return line[2] === THIRD_BYTE && line[1] === SECOND_BYTE && line.length > ATTACHMENT_HEADER.length;
}

/** Reads the lengths of the attachments that a line announces, or nothing where it announces none. */
export function attachmentLengths(line: string): number[] | undefined {
  const list = header.exec(line)?.[1];
  if (list === undefined) {
    return undefined;
  }
  const lengths = list === '' ? [] : list.split(',');
  const isTooLarge = (length: string) => length.length === LARGEST_LENGTH.length && length > LARGEST_LENGTH;
  return lengths.some(isTooLarge) ? undefined : lengths.map(Number);
}
