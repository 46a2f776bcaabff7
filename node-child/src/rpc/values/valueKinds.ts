import { types } from 'node:util';
import { describeError, isError } from './errorData.js';

/** How an object travels that no literal has made. */
type ValueKind =
  | { readonly kind: 'members' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'stream'; readonly source: AsyncIterable<unknown> }
  | { readonly kind: 'instead'; readonly value: unknown }
  /** It cannot; `reason` completes the sentence "x …". */
  | { readonly kind: 'unsendable'; readonly reason: string };

const members: ValueKind = { kind: 'members' };

/** Tells a class by what makes its objects, also where that is of another realm, such as one of `node:vm`. */
const unsendable: readonly (readonly [(value: object) => boolean, string])[] = [
  [types.isMap, 'is a Map; send Object.fromEntries(map), or [...map]'],
  [types.isSet, 'is a Set; send [...set]'],
  [types.isPromise, 'is a promise; await it first'],
  [types.isRegExp, 'is a RegExp; send its source'],
  [types.isWeakMap, 'is a WeakMap, which cannot be read out'],
  [types.isWeakSet, 'is a WeakSet, which cannot be read out'],
  [types.isSymbolObject, 'is a symbol, which JSON cannot carry'],
  [(value) => tagOf(value) === 'WeakRef', 'is a WeakRef; send what it refers to'],
  [isBlob, 'is a Blob; send its stream(), or await its bytes'],
  [(value) => tagOf(value) === 'Response', 'is a Response; await its text() or json(), or send its body'],
];

/** Whether the prototype is that of an object literal. */
export function isObjectLiteral(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether it can be read by `for await`. */
export function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value && typeof value[Symbol.asyncIterator] === 'function';
}

/** Whether an object says nothing by its members, but is sent as something else. */
export function isOpaque(value: object): boolean {
  return (
    types.isDate(value) ||
    value instanceof URL ||
    (!isObjectLiteral(value) && kindOf(value).kind !== 'members')
  );
}

/** Tells how an object travels that is neither an array nor made by an object literal. */
export function kindOf(value: object): ValueKind {
  const bytes = asBytes(value);
  if (bytes !== undefined) {
    return { kind: 'bytes', bytes };
  }
  if (ArrayBuffer.isView(value)) {
    const name = value.constructor.name;
    const hint = `new Uint8Array(x.buffer, x.byteOffset, x.byteLength) sends its bytes, Array.from(x) its items`;
    return { kind: 'unsendable', reason: `is a ${name}; ${hint}` };
  }
  if (types.isDate(value)) {
    return Number.isNaN(value.getTime()) ? { kind: 'unsendable', reason: 'is an invalid Date' } : members;
  }
  if (isAsyncIterable(value)) {
    return { kind: 'stream', source: value };
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return members;
  }
  if (isError(value)) {
    return { kind: 'instead', value: describeError(value) };
  }
  if (types.isBoxedPrimitive(value) && !types.isSymbolObject(value)) {
    return { kind: 'instead', value: value.valueOf() };
  }
  const reason = unsendable.find(([is]) => is(value))?.[1];
  if (reason !== undefined) {
    return { kind: 'unsendable', reason };
  }
  return Object.keys(value).length === 0 ? withoutMembers(value) : members;
}

// What JSON would make `{}` of. What runtimes bring along has a tag, and its content behind accessors.
function withoutMembers(value: object): ValueKind {
  if (Symbol.iterator in value) {
    return { kind: 'unsendable', reason: `is a ${value.constructor?.name || 'sequence'}; send [...x]` };
  }
  const tag = tagOf(value);
  return tag === undefined
    ? members
    : { kind: 'unsendable', reason: `is a ${tag}, of which JSON keeps nothing; send what is needed of it` };
}

function tagOf(value: object): string | undefined {
  const tag: unknown = Symbol.toStringTag in value ? value[Symbol.toStringTag] : undefined;
  return typeof tag === 'string' ? tag : undefined;
}

function isBlob(value: object): boolean {
  return value instanceof Blob;
}

function asBytes(value: object): Uint8Array | undefined {
  if (types.isUint8Array(value)) {
    return value;
  }
  return types.isAnyArrayBuffer(value) ? new Uint8Array(value) : undefined;
}
