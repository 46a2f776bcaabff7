/** What travels beside the JSON: bytes, or a text that is encoded only when it is written. */
export interface Content {
  readonly data: Uint8Array | string;
  /** Its length in bytes. */
  readonly length: number;
}

/** Told once: that a message is written, or why it will not be. */
export type Completion = (error?: Error) => void;

/** A message that is to be sent. */
export interface OutgoingMessage {
  /** Without its end. */
  readonly line: string;
  readonly attachments: readonly Content[];
  /** Whether the other side has asked for it. */
  readonly isReply: boolean;
  readonly completion: Completion | undefined;
}

/** The values of a message that are too long for it, and follow it in chunks. */
export interface MessageRest {
  /** In bytes. */
  readonly length: number;

  /**
   * Sends the message when it is its turn, and then these. Until the completion is told the other side does not have the
   * message, and what is sent meanwhile overtakes it.
   */
  send(message: OutgoingMessage): void;

  /**
   * Takes the message back, where nothing of it is sent.
   *
   * @returns whether that was so; the completion hears nothing then
   */
  withdraw(): boolean;
}

/** What a message has beside its line. */
export interface MessageExtras {
  readonly attachments?: readonly Content[];
  readonly rest?: MessageRest | undefined;
}
