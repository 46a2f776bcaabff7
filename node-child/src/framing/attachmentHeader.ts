import { ProtocolError } from '../errors/connectionErrors.js';

/** What a message with attachments begins with, byte by byte. */
const ATTACHMENT_HEADER = '{"$bin":[';

/** The most bytes that the attachments of one message may have together: 1 MiB. */
export const MOST_ATTACHED_BYTES = 1024 * 1024;

/** The most attachments that one message may have. */
const MOST_ATTACHMENTS = 65_536;

/** What one of them takes in the list: 19 digits and a comma. */
const LONGEST_LENGTH = 20;

const header = /^\{"\$bin":\[((?:(?:0|[1-9]\d{0,18})(?:,(?:0|[1-9]\d{0,18}))*)?)\]/;
/** As text of the same number of digits. What is larger is no length but malformed. */
const LARGEST_LENGTH = '9223372036854775807';
const SECOND_BYTE = ATTACHMENT_HEADER.charCodeAt(1);
const THIRD_BYTE = ATTACHMENT_HEADER.charCodeAt(2);

/** Whether a line may announce attachments; {@link attachmentLengths} tells for sure. */
export function mayAnnounceAttachments(line: Buffer): boolean {
  return line[2] === THIRD_BYTE && line[1] === SECOND_BYTE && line.length > ATTACHMENT_HEADER.length;
}

/**
 * Reads the lengths of the attachments that a line announces, or nothing where it announces none.
 *
 * @throws ProtocolError for more than one message may have
 */
export function attachmentLengths(line: string): number[] | undefined {
  if (!line.startsWith(ATTACHMENT_HEADER)) {
    return undefined;
  }
  // Not looked at by the pattern, which may need more stack than there is.
  if (line.indexOf(']') > ATTACHMENT_HEADER.length + MOST_ATTACHMENTS * LONGEST_LENGTH) {
    throw tooMany();
  }
  const list = header.exec(line)?.[1];
  if (list === undefined) {
    return undefined;
  }
  const lengths = list === '' ? [] : list.split(',');
  if (lengths.length > MOST_ATTACHMENTS) {
    throw tooMany();
  }
  const isTooLarge = (length: string) => length.length === LARGEST_LENGTH.length && length > LARGEST_LENGTH;
  return lengths.some(isTooLarge) ? undefined : lengths.map(Number);
}

function tooMany(): ProtocolError {
  return new ProtocolError(`A message announces more than ${MOST_ATTACHMENTS} attachments.`);
}
