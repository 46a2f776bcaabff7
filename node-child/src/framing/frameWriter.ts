import type { Transport, WriteDone } from '../transport/transport.js';
import type { Framing } from './framings.js';

/** Frames up to this are copied together with what stands around them, which saves system calls. */
const LARGEST_COPIED_BYTES = 32 * 1024;

/**
 * Writes a frame with what stands around it.
 *
 * @param done hears when all of it is handed to the system
 * @throws TypeError for what is no frame
 * @throws TerminatorInFrameError for a frame that the framing cannot carry; nothing is written
 */
export function writeFrame(
  transport: Pick<Transport, 'write'>,
  framing: Framing,
  frame: string | Uint8Array,
  done: WriteDone,
): void {
  if (typeof frame !== 'string' && !(frame instanceof Uint8Array)) {
    throw new TypeError(
      `A frame is a string or a Uint8Array, and not ${frame === null ? 'null' : `of type ${typeof frame}`}.`,
    );
  }
  const bytes = typeof frame === 'string' ? Buffer.from(frame) : frame;
  framing.check(bytes);
  const parts = [framing.header(bytes.length), bytes, framing.trailer(bytes)].filter(
    ({ length }) => length > 0,
  );
  const written = bytes.length <= LARGEST_COPIED_BYTES ? [Buffer.concat(parts)] : parts;
  for (const part of written.slice(0, -1)) {
    transport.write(part);
  }
  transport.write(written.at(-1) ?? bytes, done);
}
