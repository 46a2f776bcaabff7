/** Cuts bytes into frames, whatever the chunks they come in. The cost is linear in the number of bytes. */
export interface FrameReader {
  /** Whether no frame has begun that has not ended. */
  readonly isBetweenFrames: boolean;

  /**
   * Takes the next bytes. The chunk may be reused after the call.
   *
   * @param from where in the chunk to begin
   * @param to where in the chunk to stop
   * @returns where in the chunk it stopped: behind a frame at which {@link pause} was called, or at `to`
   * @throws ProtocolError for a frame over the limit, and for bytes that are no frames; the frames before it have been
   *   given, and the reader is of no use afterwards
   */
  push(chunk: Buffer, from?: number, to?: number): number;

  /** Called for a frame while it is handled: the bytes behind it are no frames, and {@link push} is to stop there. */
  pause(): void;

  /**
   * End of file.
   *
   * @throws BrokenFrameError within a frame, where the framing does not take what is left for the last one
   */
  end(): void;
}

/**
 * Gets each frame without what stands around it.
 *
 * @param isOwn whether the memory is the frame's alone; otherwise it is valid only during the call
 */
export type TakeFrame = (frame: Buffer, isOwn: boolean) => void;
