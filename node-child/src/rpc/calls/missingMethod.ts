import { errorCodes } from '../messages/errorCodes.js';
import { METHOD_NOT_FOUND } from '../messages/errorObjects.js';
import type { ErrorObject } from '../messages/message.js';
import type { Peer } from '../messages/peer.js';
import { CALLBACK_GONE, CALLBACK_METHOD } from './callbacks.js';

/**
 * Says in an error of the other side what was called and what to do about it, where it says nothing but that there is
 * no such method.
 */
export function explainMissing(error: ErrorObject, method: string, peer: Peer): ErrorObject {
  if (error.code !== errorCodes.methodNotFound || error.message !== METHOD_NOT_FOUND) {
    return error;
  }
  return { ...error, message: missingText(method, peer) };
}

function missingText(method: string, peer: Peer): string {
  if (method === CALLBACK_METHOD) {
    return CALLBACK_GONE;
  }
  return peer.runtime === 'dotnet'
    ? `The host has no handler '${method}'; register it with Handle before it is called.`
    : `The other side has no method '${method}'; it must be registered there before it is called.`;
}
