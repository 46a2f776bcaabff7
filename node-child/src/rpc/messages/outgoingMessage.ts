/** What travels beside the JSON: bytes, or a text that is encoded only when it is written. */
export interface Content {
  readonly data: Uint8Array | string;
  /** Its length in bytes. */
  readonly length: number;
}

/** Told once: that a message is written, or why it will not be. */
export type Completion = (error?: Error) => void;

/** The values of a message that are too long for it, and follow it in chunks. */
export interface MessageRest {
  /** In bytes. */
  readonly length: number;

  /**
   * Begins to send them; their message is out. Until the completion is told the other side does not have the message, and
   * what is sent meanwhile overtakes it.
   */
  send(isReply: boolean, completion: Completion | undefined): void;
}

/** What a message has beside its line. */
export interface MessageExtras {
  readonly attachments?: readonly Content[];
  readonly rest?: MessageRest | undefined;
}
