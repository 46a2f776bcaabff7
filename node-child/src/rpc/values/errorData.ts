import { types } from 'node:util';
import { RemoteError } from '../../errors/remoteError.js';
import { safeString, UNREADABLE } from '../../errors/safeString.js';

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

/** The most errors that one description holds, whatever lies between them; the others are left out. */
const MOST_ERRORS = 100;

/** How many causes of causes are told and read; the others are left out. */
export const DEEPEST_CAUSE = 16;
const ownMembers = new Set(['name', 'message', 'stack', 'code', 'cause']);
const membersOfRemote = new Set(['rpcCode', 'dotnetType', 'properties']);

/** Makes what JSON can carry of a value; `undefined` where that is nothing. */
type AsData = (value: unknown) => unknown;

/** A description on its way. */
interface Progress {
  readonly asData: AsData;
  /** The errors around the one that is described: an error may lead back to itself. */
  readonly ancestors: unknown[];
  left: number;
}

/** Whether a value is an error, be it of another realm; never throws, whatever it is. */
export function isError(value: unknown): value is Error {
  return attempt(() => value instanceof Error, false) || types.isNativeError(value);
}

/**
 * Describes an error. Never throws: what cannot be read of it is left out.
 *
 * @param asData makes data of its further properties; those of which it makes nothing are left out
 */
export function describeError(error: Error, asData: AsData = primitiveOnly): ErrorData {
  return describe(error, { asData, ancestors: [], left: MOST_ERRORS });
}

/** Describes whatever was thrown, an error or not; never throws either. */
export function describeThrown(thrown: unknown, asData: AsData = primitiveOnly): ErrorData | ThrownData {
  return describeAny(thrown, { asData, ancestors: [], left: MOST_ERRORS });
}

function describeAny(thrown: unknown, progress: Progress): ErrorData | ThrownData {
  if (isError(thrown)) {
    return describe(thrown, progress);
  }
  progress.left--;
  if (thrown === undefined) {
    return {};
  }
  const data = attempt(() => progress.asData(thrown), undefined);
  return { thrown: data === undefined ? safeString(thrown) : data };
}

function describe(error: Error, progress: Progress): ErrorData {
  progress.left--;
  if (progress.ancestors.includes(error)) {
    return { name: readName(error), message: readMessage(error) };
  }
  progress.ancestors.push(error);
  const stack: unknown = attempt(() => error.stack, undefined);
  const code: unknown = attempt(() => ('code' in error ? error.code : undefined), undefined);
  const cause: unknown = attempt(() => error.cause, undefined);
  const isCode = typeof code === 'string' || typeof code === 'number';
  const properties = furtherProperties(error, !isCode && code !== undefined, progress);
  const data = {
    name: readName(error),
    message: readMessage(error),
    ...(typeof stack === 'string' && { stack }),
    ...(isCode && { code }),
    ...(cause !== undefined && hasRoom(progress) && { cause: describeAny(cause, progress) }),
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
  };
  progress.ancestors.pop();
  return data;
}

function hasRoom({ ancestors, left }: Progress): boolean {
  return left > 0 && ancestors.length <= DEEPEST_CAUSE;
}

// A class that gives itself no name inherits "Error"; the name of the class says more.
function readName(error: Error): string {
  return attempt(() => {
    const { name } = error;
    return name === 'Error' ? String(error.constructor?.name || name) : String(name);
  }, 'Error');
}

function readMessage(error: Error): string {
  return attempt(() => safeString(error.message), UNREADABLE);
}

function furtherProperties(
  error: Error,
  hasOtherCode: boolean,
  progress: Progress,
): [name: string, value: unknown][] {
  const entries: [string, unknown][] = [];
  const add = (holder: object, isTold: (key: string) => boolean) => {
    for (const key of attempt(() => Object.keys(holder), [])) {
      const value = isTold(key)
        ? undefined
        : attempt(() => progress.asData((holder as Readonly<Record<string, unknown>>)[key]), undefined);
      if (value !== undefined) {
        entries.push([key, value]);
      }
    }
  };
  const remote = attempt(() => (error instanceof RemoteError ? error.properties : undefined), undefined);
  add(remote ?? {}, () => false);
  // What the class of an error that came from the other side adds, says nothing to anybody else.
  add(
    error,
    (key) =>
      (ownMembers.has(key) && !(key === 'code' && hasOtherCode)) ||
      (remote !== undefined && membersOfRemote.has(key)),
  );
  const errors: unknown = attempt(() => error instanceof AggregateError && error.errors, undefined);
  if (Array.isArray(errors)) {
    entries.push(['errors', describeAll(errors, progress)]);
  }
  return entries;
}

function describeAll(errors: readonly unknown[], progress: Progress): readonly unknown[] {
  const described: unknown[] = [];
  for (let index = 0; index < errors.length && hasRoom(progress); index++) {
    const one: unknown = attempt(() => errors[index], undefined);
    described.push(describeAny(one, progress));
  }
  return described;
}

// Getters and the traps of a proxy are code of the user.
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
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
