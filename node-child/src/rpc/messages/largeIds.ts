import { isJsonObject, type JsonObject } from './message.js';

// In JSON that is valid this finds nothing within a string: a quote there has a backslash before it. The letters of a
// name may be escaped.
const LARGE_ID = /(?<!\\)("(?:i|\\u0069)(?:d|\\u0064)"\s*:\s*)(-?\d{16,})(?![\d.eE])/g;

/**
 * Gives integers that are too large for a number back their digits, where they are ids: those of requests, and that of
 * the request which is to be cancelled. They become bigints.
 *
 * @param message what was parsed
 * @param json what it was parsed from
 */
export function withExactIds(message: unknown, json: string): unknown {
  if (!(Array.isArray(message) ? message.some(hasLargeId) : hasLargeId(message))) {
    return message;
  }
  const exact: unknown = JSON.parse(json.replace(LARGE_ID, '$1"$2"'));
  return Array.isArray(message) && Array.isArray(exact)
    ? message.map((one, index) => exchangeIds(one, exact[index]))
    : exchangeIds(message, exact);
}

function hasLargeId(message: unknown): boolean {
  return (
    isJsonObject(message) && (isLarge(message['id']) || (isCancel(message) && isLarge(message.params['id'])))
  );
}

function exchangeIds(message: unknown, exact: unknown): unknown {
  if (!isJsonObject(message) || !isJsonObject(exact)) {
    return message;
  }
  if (isCancel(message) && isCancel(exact)) {
    return { ...message, params: exchangeId(message.params, exact.params) };
  }
  return exchangeId(message, exact);
}

function exchangeId(holder: JsonObject, exact: JsonObject): JsonObject {
  const { id } = exact;
  // What is no integer, such as 1.5 or 1e20, is left a number.
  return isLarge(holder['id']) && typeof id === 'string' ? { ...holder, id: BigInt(id) } : holder;
}

function isCancel(message: JsonObject): message is JsonObject & { readonly params: JsonObject } {
  return message['method'] === '$/cancelRequest' && isJsonObject(message['params']);
}

function isLarge(id: unknown): boolean {
  return typeof id === 'number' && !Number.isSafeInteger(id);
}
