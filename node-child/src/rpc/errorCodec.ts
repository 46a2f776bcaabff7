import { RpcError, UnsendableValueError } from '../errors/callErrors.js';
import { RemoteError } from '../errors/remoteError.js';
import { CALLBACK_GONE, CALLBACK_METHOD } from './callbacks.js';
import { errorCodes } from './errorCodes.js';
import { DEEPEST_CAUSE, describeThrown, safeString, UNREADABLE } from './errorData.js';
import type { Peer } from './hello.js';
import { type ErrorObject, isJsonObject } from './message.js';
import { noMarkers, ValueEncoder } from './valueEncoder.js';

/** The answer to a line that is not JSON. */
export const parseError: ErrorObject = { code: errorCodes.parseError, message: 'Parse error' };

/** The answer to JSON that is no message. */
export const invalidRequest: ErrorObject = { code: errorCodes.invalidRequest, message: 'Invalid Request' };

/** The answer to a call that was cancelled. */
export const cancelled: ErrorObject = { code: errorCodes.cancelled, message: 'Cancelled' };

/** The text of the specification, by which most peers answer. */
const METHOD_NOT_FOUND = 'Method not found';

/** The error for a call of a method that nobody handles. */
export function methodNotFound(): RpcError {
  return new RpcError(errorCodes.methodNotFound, METHOD_NOT_FOUND);
}

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

/** Makes an error object of whatever a function threw; never throws itself. */
export function encodeThrown(thrown: unknown): ErrorObject {
  try {
    return encodeReadable(thrown);
  } catch {
    // A proxy, say, that is revoked or throws at every look.
    const data = { name: 'Error', message: UNREADABLE };
    return { code: errorCodes.functionThrew, message: UNREADABLE, data };
  }
}

function encodeReadable(thrown: unknown): ErrorObject {
  // Errors of this protocol go as they are; what a user threw goes with all that is known of it.
  if (thrown instanceof RpcError) {
    const { rpcCode: code, data } = thrown;
    const message = safeString(thrown.message);
    const sent = asData(data);
    return sent === undefined ? { code, message } : { code, message, data: sent };
  }
  const data = describeThrown(thrown, asData);
  const message = 'name' in data ? data.message : safeString(thrown);
  const sendable = JSON.parse(toWellFormedJson({ message, data })) as { message: string; data: object };
  if (thrown instanceof RemoteError && thrown.dotnetType !== undefined) {
    return {
      code: errorCodes.functionThrew,
      message: sendable.message,
      data: { ...sendable.data, type: thrown.dotnetType },
    };
  }
  return { code: errorCodes.functionThrew, ...sendable };
}

/** The answer to a call whose result cannot be sent. */
export function encodeUnsendable(error: unknown): ErrorObject {
  return {
    code: errorCodes.internalError,
    message:
      error instanceof UnsendableValueError
        ? error.message
        : `The result cannot be sent: ${safeString(error)}`,
  };
}

/** Makes what a failed call rejects with: a `RemoteError`, or the very value where no error was thrown. */
export function decodeError({ code, message, data }: ErrorObject): unknown {
  if (code === errorCodes.functionThrew && isJsonObject(data)) {
    return decodeThrown(data, code, message);
  }
  return new RemoteError(message, { rpcCode: code, data });
}

function decodeThrown(
  data: Readonly<Record<string, unknown>>,
  rpcCode: number,
  message: string,
  depth = DEEPEST_CAUSE,
): unknown {
  if ('thrown' in data) {
    return data['thrown'];
  }
  if (Object.keys(data).length === 0) {
    return undefined;
  }
  const { name, stack, code, cause, properties, type } = data;
  return new RemoteError(typeof data['message'] === 'string' ? data['message'] : message, {
    rpcCode,
    name: textOf(name),
    stack: textOf(stack),
    code: typeof code === 'number' ? String(code) : textOf(code),
    dotnetType: textOf(type),
    properties: isJsonObject(properties) ? properties : undefined,
    data,
    cause: isJsonObject(cause) && depth > 0 ? decodeThrown(cause, rpcCode, '', depth - 1) : undefined,
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asData(value: unknown): unknown {
  if (value === undefined) {
    return undefined;
  }
  try {
    const encoder = new ValueEncoder(noMarkers, 'error');
    return JSON.parse(encoder.stringify(encoder.prepare(value)));
  } catch {
    return undefined;
  }
}

// Messages and stacks may hold anything; here a replacement character beats the loss of the whole error.
function toWellFormedJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' ? member.toWellFormed() : member,
  );
}
