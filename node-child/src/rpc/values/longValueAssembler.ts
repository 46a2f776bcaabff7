import { ProtocolError } from '../../errors/connectionErrors.js';
import type { ByteBudget, CheckBudget } from '../messages/byteBudget.js';
import type { JsonObject } from '../messages/message.js';
import { GrowingBytes } from './growingBytes.js';
import { BYTES_FOR_EACH } from './longMessage.js';

/** The form of a chunk that is read straight to its place: this and nothing else; `docs/protocol.md`, section 6. */
const chunk =
  /^\{"\$bin":\[(?:0|[1-9]\d*)\],"jsonrpc":"2\.0","method":"\$\/chunk","params":\[(0|[1-9]\d{0,15}),\{"\$bin":0\}\]\}$/;

/** Gets a message when the last of its values has come. */
type Complete = (message: JsonObject, attachments: readonly Buffer[]) => void;

/** A message whose long values have not all come. */
interface LongMessage {
  readonly message: JsonObject;
  readonly attachments: Buffer[];
  readonly complete: Complete;
  missing: number;
  /** How many bytes of it have come, with its line, what is attached to it, and what it takes to wait for each value. */
  held: number;
}

interface Unfinished {
  readonly owner: LongMessage;
  readonly index: number;
  readonly content: GrowingBytes;
}

/** Puts together the messages whose long values come in chunks. */
export class LongValueAssembler {
  readonly #limit: number;
  readonly #checkBudget: CheckBudget;
  readonly #values = new Map<number, Unfinished>();
  #held = 0;

  /** @param limit the most bytes that the values of one message may have together */
  constructor(limit: number, budget: ByteBudget) {
    this.#limit = limit;
    this.#checkBudget = budget.count('Messages that have not come whole', () => this.#held);
  }

  /**
   * Keeps a message until its long values have come.
   *
   * @param length of its line
   * @throws ProtocolError for a malformed announcement, and for values over the limit
   */
  announce(message: JsonObject, short: readonly Buffer[], length: number, complete: Complete): void {
    const announced: unknown = message['$long'];
    const values = Array.isArray(announced) ? announced.map((one) => this.#readAnnouncement(one)) : [];
    if (new Set(values.map(([number]) => number)).size < values.length) {
      throw new ProtocolError('A message announces a long value twice; each needs a number of its own.');
    }
    this.#checkTotal(values.reduce((total, [, length]) => total + length, 0));
    if (values.length === 0) {
      complete(message, short);
      return;
    }
    const held = short.reduce(
      (total, bytes) => total + bytes.length,
      length + BYTES_FOR_EACH * values.length,
    );
    const owner = { message, attachments: [...short], complete, held, missing: values.length };
    this.#held += held;
    for (const [index, [number, length]] of values.entries()) {
      this.#values.set(number, { owner, index: short.length + index, content: new GrowingBytes(length) });
    }
    for (const [number] of values) {
      this.#finishIfComplete(number);
    }
    this.#checkBudget(held);
  }

  /**
   * Where the bytes of a chunk belong, so that they are read to their place; nothing where the line is no chunk in the
   * form that peers should write. The next chunk must be the one of this line.
   */
  target(line: string, lengths: readonly number[]): Buffer | undefined {
    const number = chunk.exec(line)?.[1];
    const content = number === undefined ? undefined : this.#values.get(Number(number))?.content;
    const [length = 0] = lengths;
    return content?.hasRoomFor(length) === true ? content.place(length) : undefined;
  }

  /**
   * Takes a chunk, read to the place that {@link target} gave or to memory of its own.
   *
   * @throws ProtocolError for a chunk of nothing that was announced, and for more than was announced
   */
  receive(number: unknown, attachments: readonly Buffer[]): void {
    const [bytes] = attachments;
    const value = typeof number === 'number' ? this.#values.get(number) : undefined;
    const isExpected = attachments.length === 1 && value?.content.hasRoomFor(bytes?.length ?? 0);
    if (typeof number !== 'number' || value === undefined || bytes === undefined || isExpected !== true) {
      throw new ProtocolError(
        `A chunk belongs to long value ${shownNumber(number)}, which does not expect it.`,
      );
    }
    value.content.add(bytes);
    value.owner.held += bytes.length;
    this.#held += bytes.length;
    this.#finishIfComplete(number);
    this.#checkBudget(value.owner.held);
  }

  /** Forgets what has come: the rest will not. */
  close(): void {
    this.#values.clear();
    this.#held = 0;
  }

  #readAnnouncement(one: unknown): readonly [number: number, length: number] {
    const [number, length]: unknown[] = Array.isArray(one) ? one : [];
    const isFine = Number.isSafeInteger(number) && Number.isSafeInteger(length) && Number(length) >= 0;
    if (!isFine || this.#values.has(Number(number))) {
      throw new ProtocolError(
        `A long value is announced as ${shownNumber(number)} of ${shownNumber(length)} bytes; give [number, length], the number one that is not in use.`,
      );
    }
    return [Number(number), Number(length)];
  }

  // Each may be within the limit, and all together still fill the memory.
  #checkTotal(total: number): void {
    if (total > this.#limit) {
      throw new ProtocolError(
        `A message announces ${total} bytes of long values, which is over the limit of ${this.#limit} bytes; raise the limit or send less at once.`,
      );
    }
  }

  #finishIfComplete(number: number): void {
    const value = this.#values.get(number);
    if (value?.content.isComplete !== true) {
      return;
    }
    this.#values.delete(number);
    const { owner, index, content } = value;
    owner.attachments[index] = content.bytes;
    owner.missing--;
    if (owner.missing === 0) {
      this.#held -= owner.held;
      owner.complete(owner.message, owner.attachments);
    }
  }
}

// What a peer sends in the place of a number may be anything, and to show it could overflow the stack.
function shownNumber(value: unknown): string {
  return typeof value === 'number' ? String(value) : 'something that is no number';
}
