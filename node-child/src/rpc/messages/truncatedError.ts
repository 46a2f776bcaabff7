import { fitsInto } from '../../transport/utf8.js';
import type { ErrorObject } from './message.js';

/**
 * Writes a message with an error so that it keeps the limit of the peer: whole, or without data and with as much of its
 * text as has room. Where not even that fits, it is written without any text: a peer that takes no such message ends
 * the connection with an error, while silence would keep it waiting.
 *
 * @param write makes the line
 * @param limit the longest line in bytes
 */
export function writeTruncated(
  limit: number,
  error: ErrorObject,
  write: (error: ErrorObject) => string,
): string {
  const whole = write(error);
  if (fitsInto(whole, limit)) {
    return whole;
  }
  const { code, message } = error;
  const room = limit - Buffer.byteLength(write({ code, message: '' }));
  return write({ code, message: cut(message, room) });
}

// A text of at most this many bytes as JSON, without its quotes.
function cut(text: string, room: number): string {
  // Characters of one byte, as most are, stay as many as they can.
  let rest = text.slice(0, Math.max(0, room));
  for (let over = lengthInJson(rest) - room; rest !== '' && over > 0; over = lengthInJson(rest) - room) {
    // The longest of them take six bytes.
    rest = rest.slice(0, -Math.ceil(over / 6));
  }
  // Half of a pair of surrogates is no text; it takes the six bytes that its escape would.
  return rest.isWellFormed() ? rest : rest.slice(0, -1);
}

function lengthInJson(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
