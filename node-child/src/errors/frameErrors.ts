import { brand } from './brand.js';
import { ProtocolError } from './connectionErrors.js';
import { NodePipeError } from './nodePipeError.js';

/** The other side sent a frame longer than the limit, or announced one; nothing behind it is read. */
export class FrameTooLongError extends ProtocolError {
  override readonly name = 'FrameTooLongError';

  /**
   * @param limit the longest frame allowed, in bytes without what stands around it
   * @param announced how many bytes were announced, where the framing tells
   */
  constructor(
    readonly limit: number,
    announced?: string | number,
  ) {
    const length = announced === undefined ? '' : ` of ${announced} bytes`;
    super(
      `A frame${length} is longer than the limit of ${limit} bytes; raise maxMessageLength or send less at once.`,
      undefined,
      'ERR_NODEPIPE_FRAME_TOO_LONG',
    );
  }
}

brand(FrameTooLongError, 'FrameTooLongError');

/** The bytes of the other side are no frames: they end within one, or its header says nothing that can be read. */
export class BrokenFrameError extends ProtocolError {
  override readonly name = 'BrokenFrameError';

  constructor(message: string) {
    super(message, undefined, 'ERR_NODEPIPE_BROKEN_FRAME');
  }
}

brand(BrokenFrameError, 'BrokenFrameError');

/** A frame that was to be sent holds the byte that ends frames in its framing. */
export class TerminatorInFrameError extends NodePipeError {
  override readonly name = 'TerminatorInFrameError';

  /**
   * @param terminator its name, `LF` or `NUL`
   * @param index where it stands, in bytes
   */
  constructor(
    readonly terminator: string,
    readonly index: number,
  ) {
    super(
      'ERR_NODEPIPE_TERMINATOR_IN_FRAME',
      `The frame holds ${terminator} at byte ${index}, which would end it there; escape it, or take a framing that counts bytes, such as lengthPrefixed.`,
    );
  }
}

brand(TerminatorInFrameError, 'TerminatorInFrameError');
