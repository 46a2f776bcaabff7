import { RpcError } from '../../errors/callErrors.js';
import { errorCodes } from './errorCodes.js';
import type { ErrorObject } from './message.js';

/** The answer to a line that is not JSON. */
export const parseError: ErrorObject = { code: errorCodes.parseError, message: 'Parse error' };

/** The answer to JSON that is no message. */
export const invalidRequest: ErrorObject = { code: errorCodes.invalidRequest, message: 'Invalid Request' };

/** The answer to a call that was cancelled. */
export const cancelled: ErrorObject = { code: errorCodes.cancelled, message: 'Cancelled' };

/** The text of the specification, by which most peers answer. */
export const METHOD_NOT_FOUND = 'Method not found';

/** The error for a call of a method that nobody handles. */
export function methodNotFound(): RpcError {
  return new RpcError(errorCodes.methodNotFound, METHOD_NOT_FOUND);
}
