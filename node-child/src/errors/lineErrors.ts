import { brand } from './brand.js';
import { ProtocolError } from './connectionErrors.js';
import { NodePipeError } from './nodePipeError.js';

/** The other side sent a line longer than the limit; its remainder is not read, so the connection is over. */
export class LineTooLongError extends ProtocolError {
  override readonly name = 'LineTooLongError';

  /** @param limit the longest line allowed, in bytes without its line end */
  constructor(readonly limit: number) {
    super(
      `A line is longer than the limit of ${limit} bytes; raise maxMessageLength or send less at once.`,
      undefined,
      'ERR_NODEPIPE_LINE_TOO_LONG',
    );
  }
}

brand(LineTooLongError, 'LineTooLongError');

/** A text that was to be sent as one line holds a line end itself. */
export class LineEndInTextError extends NodePipeError {
  override readonly name = 'LineEndInTextError';

  /** @param index where the line end stands, in UTF-16 code units */
  constructor(readonly index: number) {
    super(
      'ERR_NODEPIPE_LINE_END_IN_TEXT',
      `The text holds a line end at index ${index}; send each line on its own, or a message whose JSON escapes it.`,
    );
  }
}

brand(LineEndInTextError, 'LineEndInTextError');

/** The other side announced more attached bytes than one message may have; the connection is over. */
export class AttachmentsTooLongError extends ProtocolError {
  override readonly name = 'AttachmentsTooLongError';

  /** @param limit the most bytes that the attachments of one message may have together */
  constructor(readonly limit: number) {
    super(
      `A message announces more than ${limit} bytes of attachments; longer values go in chunks.`,
      undefined,
      'ERR_NODEPIPE_ATTACHMENTS_TOO_LONG',
    );
  }
}

brand(AttachmentsTooLongError, 'AttachmentsTooLongError');
