import { UnsendableValueError } from '../../errors/callErrors.js';
import type { ErrorObject, MessageId } from './message.js';

/** Writes an answer with a result. */
export function encodeResult(id: MessageId, announcements: string, json: string): string {
  return `{${announcements}"jsonrpc":"2.0","id":${encodeId(id)},"result":${json}}`;
}

/** Writes an answer with an error. */
export function encodeError(id: MessageId, error: ErrorObject): string {
  return `{"jsonrpc":"2.0","id":${encodeId(id)},"error":${JSON.stringify(error)}}`;
}

/**
 * Writes a request, or a notification where there is no id. `extras` are further members, each led by a comma.
 *
 * @throws UnsendableValueError where the method is no text that UTF-8 can carry
 */
export function encodeCall(
  id: number | undefined,
  method: string,
  announcements: string,
  paramsJson: string,
  extras = '',
): string {
  const idMember = id === undefined ? '' : `"id":${id},`;
  const methodJson = encodeName('The name of the function', method);
  return `{${announcements}"jsonrpc":"2.0",${idMember}"method":${methodJson},"params":${paramsJson}${extras}}`;
}

/**
 * Writes a text of the envelope. Peers take a message whose envelope they cannot read for none at all, and cannot say whose
 * it was: the call would wait for ever.
 *
 * @param what it is called in the error message
 * @throws UnsendableValueError where it is no text that UTF-8 can carry
 */
export function encodeName(what: string, name: unknown): string {
  if (typeof name !== 'string') {
    throw new UnsendableValueError(`${what} is of type ${typeof name}; give a string.`);
  }
  if (!name.isWellFormed()) {
    throw new UnsendableValueError(
      `${what}, ${JSON.stringify(name)}, holds a lone surrogate, which UTF-8 cannot carry.`,
    );
  }
  return JSON.stringify(name);
}

/** Writes an id. */
export function encodeId(id: MessageId): string {
  return typeof id === 'bigint' || Number.isSafeInteger(id) ? String(id) : JSON.stringify(id);
}
