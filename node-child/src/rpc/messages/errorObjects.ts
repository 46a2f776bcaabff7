import { RpcError } from '../../errors/callErrors.js';
import { errorCodes } from './errorCodes.js';
import type { ErrorObject } from './message.js';
import type { Peer } from './peer.js';

/** The answer to a line that is not JSON. */
export const parseError: ErrorObject = { code: errorCodes.parseError, message: 'Parse error' };

/** The answer to JSON that is no message. */
export const invalidRequest: ErrorObject = { code: errorCodes.invalidRequest, message: 'Invalid Request' };

/** The answer to a call that was cancelled. */
export const cancelled: ErrorObject = { code: errorCodes.cancelled, message: 'Cancelled' };

/** The text of the specification, by which most peers answer. */
export const METHOD_NOT_FOUND = 'Method not found';

/** The most names that an error lists, and the longest of them. */
const MOST_NAMES = 20;
const LONGEST_NAME = 100;

/**
 * The error for a call of a method that nobody handles.
 *
 * @param names what there is
 * @param peer who called: a plain peer gets the text of the specification
 */
export function methodNotFound(method: string, names: Iterable<string>, peer: Peer): RpcError {
  return new RpcError(
    errorCodes.methodNotFound,
    peer.isPlain ? METHOD_NOT_FOUND : missingText(method, [...names]),
  );
}

function missingText(method: string, names: readonly string[]): string {
  const there = names.length === 0 ? 'there is none' : `there are ${listNames([...names].sort())}`;
  return `There is no function '${shorten(method)}'; ${there}.`;
}

/** Names for an error: not more than it can hold. */
export function listNames(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).map(shorten).join(', ')}${more}`;
}

function shorten(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}…`;
}
