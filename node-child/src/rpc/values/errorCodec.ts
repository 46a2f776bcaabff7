import { RpcError, UnsendableValueError } from '../../errors/callErrors.js';
import { RemoteError } from '../../errors/remoteError.js';
import { safeString, UNREADABLE } from '../../errors/safeString.js';
import { errorCodes } from '../messages/errorCodes.js';
import { type ErrorObject, isJsonObject } from '../messages/message.js';
import { DEEPEST_CAUSE, describeThrown } from './errorData.js';
import { noMarkers } from './markerSource.js';
import { ValueEncoder } from './valueEncoder.js';

/** The longest text that is made of something thrown that is no error. */
const LONGEST_TEXT = 1024;

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
  const message = 'name' in data ? data.message : thrownText(thrown, data.thrown);
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

// An object without a text of its own is told by its members.
function thrownText(thrown: unknown, asData: unknown): string {
  const text = safeString(thrown);
  return text === '[object Object]' && typeof asData === 'object'
    ? JSON.stringify(asData).slice(0, LONGEST_TEXT)
    : text;
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

/**
 * Makes what a failed call rejects with: a `RemoteError`, or the very value where no error was thrown.
 *
 * @param isPlain whether it is that of a plain peer, whose `data` has no form that is known
 */
export function decodeError({ code, message, data }: ErrorObject, isPlain: boolean): unknown {
  if (code === errorCodes.functionThrew && !isPlain && isJsonObject(data) && isOwnForm(data)) {
    return decodeThrown(data, code, message);
  }
  return new RemoteError(message, { rpcCode: code, data });
}

/** Whether `data` tells an error, or something else that was thrown, as NodePipe does; anybody may use that code. */
function isOwnForm(data: Readonly<Record<string, unknown>>): boolean {
  const { name, message } = data;
  const isError = typeof name === 'string' && typeof message === 'string';
  return isError || Object.keys(data).every((member) => member === 'thrown');
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
