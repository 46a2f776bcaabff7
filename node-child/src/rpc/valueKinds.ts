import { describeError, isError } from './errorData.js';

/** How an object that is not plain travels. */
type ValueKind =
  | { readonly kind: 'plain' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'stream'; readonly source: AsyncIterable<unknown> }
  | { readonly kind: 'instead'; readonly value: unknown }
  /** It cannot; `reason` completes the sentence "x …". */
  | { readonly kind: 'unsendable'; readonly reason: string };

const plain: ValueKind = { kind: 'plain' };

const unsendable: readonly (readonly [new (...args: never) => object, string])[] = [
  [Map, 'is a Map; send Object.fromEntries(map), or [...map]'],
  [Set, 'is a Set; send [...set]'],
  [Promise, 'is a promise; await it first'],
  [RegExp, 'is a RegExp; send its source'],
  [WeakMap, 'is a WeakMap, which cannot be read out'],
  [WeakSet, 'is a WeakSet, which cannot be read out'],
  [WeakRef, 'is a WeakRef; send what it refers to'],
  [Blob, 'is a Blob; send its stream(), or await its bytes'],
];

/** Whether the prototype is that of an object literal. */
export function isPlainObject(value: object): boolean {
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
    value instanceof Date || value instanceof URL || (!isPlainObject(value) && kindOf(value).kind !== 'plain')
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
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? { kind: 'unsendable', reason: 'is an invalid Date' } : plain;
  }
  if (isAsyncIterable(value)) {
    return { kind: 'stream', source: value };
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return plain;
  }
  if (isError(value)) {
    return { kind: 'instead', value: describeError(value) };
  }
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return { kind: 'instead', value: value.valueOf() };
  }
  const reason = unsendable.find(([type]) => value instanceof type)?.[1];
  if (reason !== undefined) {
    return { kind: 'unsendable', reason };
  }
  if (Symbol.iterator in value && Object.keys(value).length === 0) {
    return { kind: 'unsendable', reason: `is a ${value.constructor?.name ?? 'sequence'}; send [...x]` };
  }
  return plain;
}

function asBytes(value: object): Uint8Array | undefined {
  if (value instanceof Uint8Array) {
    return value;
  }
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer
    ? new Uint8Array(value)
    : undefined;
}
