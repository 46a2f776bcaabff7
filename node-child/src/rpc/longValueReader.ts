import { ProtocolError } from '../errors/connectionErrors.js';
import { isJsonObject, type JsonObject } from './message.js';

interface LongMessage {
  readonly message: JsonObject;
  readonly attachments: Buffer[];
  missing: number;
}

interface Unfinished {
  readonly owner: LongMessage;
  readonly index: number;
  readonly length: number;
  buffer: Buffer | undefined;
  filled: number;
}

/** Puts together the messages whose long values come in chunks. */
export class LongValueReader {
  readonly #limit: number;
  readonly #complete: (message: JsonObject, attachments: readonly Buffer[]) => void;
  readonly #values = new Map<number, Unfinished>();

  /**
   * @param limit the most bytes that the values of one message may have together
   * @param complete gets a message when the last of its values has come
   */
  constructor(limit: number, complete: (message: JsonObject, attachments: readonly Buffer[]) => void) {
    this.#limit = limit;
    this.#complete = complete;
  }

  /**
   * Keeps a message until its long values have come.
   *
   * @throws ProtocolError for a malformed announcement, or values over the limit
   */
  announce(message: JsonObject, short: readonly Buffer[]): void {
    const announced: unknown = message['$long'];
    const values = Array.isArray(announced) ? announced.map((one) => this.#readAnnouncement(one)) : [];
    if (new Set(values.map(([number]) => number)).size < values.length) {
      throw new ProtocolError(`A message announces a long value twice: ${JSON.stringify(announced)}.`);
    }
    this.#checkTotal(values.reduce((total, [, length]) => total + length, 0));
    const owner = { message, attachments: [...short], missing: values.length };
    for (const [index, [number, length]] of values.entries()) {
      this.#values.set(number, { owner, index: short.length + index, length, buffer: undefined, filled: 0 });
    }
    this.#finishEmpty(values.map(([number]) => number));
  }

  /** Where the bytes of a chunk belong, so that they are read to their place; nothing where it is no chunk. */
  target(line: string, lengths: readonly number[]): Buffer | undefined {
    const [length] = lengths;
    const number = length === undefined || lengths.length > 1 ? undefined : chunkNumber(line);
    const value = number === undefined ? undefined : this.#values.get(number);
    if (value === undefined || length === undefined || value.filled + length > value.length) {
      return undefined;
    }
    value.buffer ??= Buffer.allocUnsafeSlow(value.length);
    return value.buffer.subarray(value.filled, value.filled + length);
  }

  /**
   * Takes a chunk, whose bytes were read to the buffer that {@link target} gave.
   *
   * @throws ProtocolError for a chunk of nothing that was announced
   */
  receive(number: unknown, bytes: Buffer | undefined): void {
    const value = typeof number === 'number' ? this.#values.get(number) : undefined;
    if (typeof number !== 'number' || value === undefined || bytes?.buffer !== value.buffer?.buffer) {
      throw new ProtocolError(`A chunk belongs to long value ${String(number)}, which does not expect it.`);
    }
    value.filled += bytes?.length ?? 0;
    this.#finishIfFull(number, value);
  }

  #readAnnouncement(one: unknown): readonly [number: number, length: number] {
    const [number, length]: unknown[] = Array.isArray(one) ? one : [];
    const isFine = Number.isSafeInteger(number) && Number.isSafeInteger(length) && Number(length) >= 0;
    if (!isFine || this.#values.has(Number(number))) {
      throw new ProtocolError(`A long value is announced as ${JSON.stringify(one)}.`);
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

  #finishEmpty(numbers: readonly number[]): void {
    for (const number of numbers) {
      const value = this.#values.get(number);
      if (value !== undefined) {
        this.#finishIfFull(number, value);
      }
    }
  }

  #finishIfFull(number: number, value: Unfinished): void {
    if (value.filled < value.length) {
      return;
    }
    this.#values.delete(number);
    const { owner, index, buffer } = value;
    owner.attachments[index] = buffer ?? Buffer.alloc(0);
    owner.missing--;
    if (owner.missing === 0) {
      this.#complete(owner.message, owner.attachments);
    }
  }
}

function chunkNumber(line: string): number | undefined {
  if (!line.includes('"$/chunk"')) {
    return undefined;
  }
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return undefined;
  }
  const params: unknown = isJsonObject(message) && message['method'] === '$/chunk' ? message['params'] : [];
  const number: unknown = Array.isArray(params) ? params[0] : undefined;
  return typeof number === 'number' ? number : undefined;
}
