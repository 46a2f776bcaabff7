import type { Completion, Content, MessageRest, OutgoingMessage } from '../messages/outgoingMessage.js';
import type { LongValue } from './attachments.js';

/** What it takes to wait for a long value, whatever its length: both sides count it in their budgets. */
export const BYTES_FOR_EACH = 200;

/** What carries long messages. */
interface LongMessageCarrier {
  send(message: LongMessage, line: OutgoingMessage): void;
  withdraw(message: LongMessage): boolean;
}

/** A message with long values, from when it is given to be sent until the last of them is. */
export class LongMessage implements MessageRest {
  readonly #carrier: LongMessageCarrier;
  /** Its long values, until they are under way. */
  values: readonly LongValue[];
  readonly length: number;
  isReply = false;
  completion: Completion | undefined;
  /** How many of its values have not been sent whole. */
  missing: number;
  /** How many bytes the other side holds of it until the last has come. */
  held = 0;
  /** How many bytes of it are not given to be written. */
  left: number;
  /** How many bytes were given to be written for it. */
  given = 0;

  constructor(carrier: LongMessageCarrier, values: readonly LongValue[]) {
    this.#carrier = carrier;
    this.values = values;
    this.missing = values.length;
    this.length = values.reduce((sum, { content }) => sum + content.length, 0);
    this.left = this.length;
  }

  /** How many bytes of this side's it makes in all, written or not. */
  get whole(): number {
    return this.given + this.left;
  }

  send(line: OutgoingMessage): void {
    this.isReply = line.isReply;
    this.completion = line.completion;
    const beside = line.attachments.reduce((sum, { length }) => sum + length, Buffer.byteLength(line.line));
    this.left += beside;
    this.held = this.left + BYTES_FOR_EACH * this.values.length;
    this.#carrier.send(this, line);
  }

  withdraw(): boolean {
    return this.#carrier.withdraw(this);
  }
}

/** The line with copies of what is attached to it, which its owner may change while it waits. */
export function withCopies(message: OutgoingMessage): OutgoingMessage {
  const copy = ({ data, length }: Content): Content => ({
    data: typeof data === 'string' ? data : Buffer.from(data),
    length,
  });
  return { ...message, attachments: message.attachments.map(copy) };
}
