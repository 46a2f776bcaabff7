/** Where a connection writes to; a transport is one. */
export interface ByteSink {
  /** Writes the bytes, strings as UTF-8, in the order of the calls. Never waits for the other side to answer. */
  write(bytes: string | Uint8Array): void;

  /** The peer has promised that its reader never waits. */
  peerAlwaysReads(): void;
}
