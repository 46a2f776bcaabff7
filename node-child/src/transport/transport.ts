/** What a transport tells whoever reads from it. */
export interface TransportReceiver {
  /** Bytes have arrived. The chunk is valid only during the call: its memory is reused for the next read. */
  data(chunk: Buffer): void;

  /** Where the next bytes are best read to, if anywhere: {@link data} then gets a view of it. */
  buffer?(): Buffer | undefined;

  /** Nothing can be sent any more: the other side no longer reads. Called at most once, and bytes may still arrive. */
  broken?(): void;

  /**
   * Nothing more will arrive. Called once.
   *
   * @param error there where it was not an orderly end of file
   * @param reason how it ended, in words that go on from "The connection is closed: "
   */
  end(error?: Error, reason?: string): void;
}

/** Hears that bytes have been handed to the system, or why they never will be. */
export type WriteDone = (error?: Error) => void;

/** A pair of byte streams. */
export interface Transport {
  /** Begins to read. To be called once. */
  start(receiver: TransportReceiver): void;

  /**
   * Writes the bytes, strings as UTF-8, in the order of the calls. Does not wait before {@link peerAlwaysReads}. The
   * bytes may be written later, so they are the transport's until they are: do not change them. What is written to a
   * peer that no longer reads is dropped; the receiver is told.
   *
   * @param done called once, in the order of the writes, and perhaps before this returns
   * @throws TransportEndedError after {@link end}
   */
  write(bytes: string | Uint8Array, done?: WriteDone): void;

  /** Reads nothing until {@link resume}, so that the other side has to wait; its end is not seen either. */
  pause(): void;

  resume(): void;

  /**
   * Reads no further, for good: the receiver hears nothing more. What the other side still writes fails there, where
   * the descriptor can be closed, and is dropped elsewhere.
   */
  stopReading(): void;

  /**
   * The peer promises that its reader never waits. From now on writes go straight to the descriptor before they
   * return, so that `process.exit()` loses nothing of them. Without the promise that could block this process for
   * ever, because a peer may write all it has before it reads a byte.
   */
  peerAlwaysReads(): void;

  /** How many bytes of what was written are not the system's yet, where that can be told. */
  readonly unwritten?: number;

  /** Flushes everything written, then closes the write descriptor. */
  end(): Promise<void>;

  /** Drops what is not written yet: who waits for it is told. To be called after {@link end}. */
  abandon(): void;
}
