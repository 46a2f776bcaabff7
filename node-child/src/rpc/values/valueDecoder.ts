import { RpcError } from '../../errors/callErrors.js';
import { decodeMessage, decodeText } from '../../framing/lineKind.js';
import { errorCodes } from '../messages/errorCodes.js';
import { isJsonObject, type JsonObject } from '../messages/message.js';
import { MAX_DEPTH } from './valueEncoder.js';

/** What the top level of a message announces, and who makes values of it. */
interface Announced {
  readonly attachments: readonly Buffer[];
  readonly streams: ReadonlySet<unknown>;
  readonly callbacks: ReadonlySet<unknown>;
  openStream(number: number): unknown;
  openCallback(number: number): unknown;
}

/** Whether a message announces markers at all. */
export function announcesMarkers(message: JsonObject): boolean {
  return '$bin' in message || '$streams' in message || '$callbacks' in message;
}

/** Reads an announcement of numbers; what is no list is none. */
export function announcedNumbers(value: unknown): ReadonlySet<unknown> {
  return new Set(Array.isArray(value) ? value : []);
}

/**
 * Puts values in the place of markers, in place. The nesting must have been checked.
 *
 * @throws RpcError for a marker that the message does not announce
 */
export function decodeMarkers(value: unknown, announced: Announced): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item === 'object' && item !== null) {
        value[index] = decodeMarkers(item, announced);
      }
    }
    return value;
  }
  const members = value as Record<string, unknown>;
  const names = Object.keys(members);
  const [only] = names;
  if (only !== undefined && names.length === 1 && only.startsWith('$')) {
    const decoded = decodeMarker(only, members[only], announced);
    if (decoded !== undefined) {
      return decoded;
    }
  }
  for (const name of names) {
    const member = members[name];
    if (typeof member === 'object' && member !== null) {
      const decoded = decodeMarkers(member, announced);
      if (decoded !== member) {
        // Not by assignment: JSON may hold a member called __proto__.
        Object.defineProperty(members, name, {
          value: decoded,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      }
    }
  }
  return value;
}

function decodeMarker(name: string, index: unknown, announced: Announced): unknown {
  switch (name) {
    case '$bin':
    case '$text': {
      if (announced.attachments.length === 0) {
        return undefined;
      }
      const bytes = typeof index === 'number' ? announced.attachments[index] : undefined;
      if (bytes === undefined) {
        throw notAnnounced(name, index);
      }
      return name === '$bin' ? bytes : (decodeMessage(bytes) ?? decodeText(bytes));
    }
    case '$stream':
      return announced.streams.size === 0
        ? undefined
        : announced.openStream(checkNumber(name, index, announced.streams));
    case '$callback':
      return announced.callbacks.size === 0
        ? undefined
        : announced.openCallback(checkNumber(name, index, announced.callbacks));
    default:
      return undefined;
  }
}

function checkNumber(name: string, index: unknown, announced: ReadonlySet<unknown>): number {
  if (typeof index !== 'number' || !announced.has(index)) {
    throw notAnnounced(name, index);
  }
  return index;
}

function notAnnounced(name: string, index: unknown): RpcError {
  return new RpcError(
    errorCodes.invalidParams,
    `The message holds {"${name}": ${typeof index === 'number' ? index : '…'}} and does not announce it.`,
  );
}

/** Below this many characters no message can be nested too deep. */
export const SHORTEST_TOO_DEEP = 2 * MAX_DEPTH;

/**
 * Checks the nesting of a message that came in.
 *
 * @param length the length of its JSON
 * @param wrappers how many containers around the values do not count
 * @throws RpcError where a value in it is nested too deep
 */
export function checkDepth(value: unknown, length: number, wrappers: number): void {
  if (length >= SHORTEST_TOO_DEEP && isDeeper(value, MAX_DEPTH + wrappers)) {
    const message = `A value is nested more than ${MAX_DEPTH} deep; send it flatter, or as text that holds its JSON.`;
    throw new RpcError(errorCodes.invalidParams, message);
  }
}

function isDeeper(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  if (left === 0) {
    return true;
  }
  const members: readonly unknown[] = isJsonObject(value) ? Object.values(value) : (value as unknown[]);
  for (let index = 0; index < members.length; index++) {
    const member = members[index];
    if (typeof member === 'object' && member !== null && isDeeper(member, left - 1)) {
      return true;
    }
  }
  return false;
}
