import { types } from 'node:util';

/** An error as data: what `data` of a failed call holds, and what an error becomes as a value. */
interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string | number;
  readonly cause?: ErrorData | ThrownData;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Something was thrown that is no error; `{}` where it was `undefined`. */
interface ThrownData {
  readonly thrown?: unknown;
}

const DEEPEST_CAUSE = 16;
const ownMembers = new Set(['name', 'message', 'stack', 'code', 'cause']);

export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

/** Makes what JSON can carry of a value; `undefined` where that is nothing. */
type AsData = (value: unknown) => unknown;

/**
 * Describes an error.
 *
 * @param asData makes data of its further properties; those of which it makes nothing are left out
 */
export function describeError(error: Error, asData: AsData = primitiveOnly, depth = 0): ErrorData {
  const { message, stack, cause } = error;
  const code: unknown = 'code' in error ? error.code : undefined;
  const properties = furtherProperties(error, asData, depth);
  return {
    name: nameOf(error),
    message: String(message),
    ...(typeof stack === 'string' && { stack }),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(cause !== undefined && depth < DEEPEST_CAUSE && { cause: describeThrown(cause, asData, depth + 1) }),
    ...(properties !== undefined && { properties }),
  };
}

/** Describes whatever was thrown, an error or not. */
export function describeThrown(
  thrown: unknown,
  asData: AsData = primitiveOnly,
  depth = 0,
): ErrorData | ThrownData {
  if (isError(thrown)) {
    return describeError(thrown, asData, depth);
  }
  if (thrown === undefined) {
    return {};
  }
  const data = asData(thrown);
  return { thrown: data === undefined ? safeString(thrown) : data };
}

/** The text of anything, also of what has no text. */
export function safeString(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

// A class that gives itself no name inherits "Error"; the name of the class says more.
function nameOf(error: Error): string {
  const { name } = error;
  return name === 'Error' ? error.constructor?.name || name : String(name);
}

function furtherProperties(error: Error, asData: AsData, depth: number): Record<string, unknown> | undefined {
  const entries = Object.entries(error)
    .filter(([key]) => !ownMembers.has(key))
    .map(([key, value]): [string, unknown] => [key, asData(value)])
    .filter(([, value]) => value !== undefined);
  if (error instanceof AggregateError && depth < DEEPEST_CAUSE) {
    entries.push(['errors', error.errors.map((one) => describeThrown(one, asData, depth + 1))]);
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function primitiveOnly(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return value.toWellFormed();
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    default:
      return value === null ? null : undefined;
  }
}
