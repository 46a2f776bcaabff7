import { UnsendableValueError } from '../../errors/callErrors.js';
import type { Content } from '../messages/outgoingMessage.js';
import { type ByteMarker, contentOf, type OutgoingAttachment } from './attachments.js';
import { isWrittenWrong, markNumber, withExactNumbers } from './exactNumbers.js';
import { findLoneSurrogate } from './loneSurrogates.js';
import { type AnyFunction, type MarkerSource, markerNames } from './markerSource.js';
import { isAsyncIterable, isObjectLiteral, isOpaque, kindOf } from './valueKinds.js';
import { formatPath } from './valuePath.js';

/** The deepest nesting of one value that is sent or accepted. */
export const MAX_DEPTH = 512;

/** Strings from this length on travel as bytes beside the message. */
const LONG_TEXT_LENGTH = 8 * 1024;

/**
 * Makes JSON of a value, and markers of what JSON cannot hold. It walks first and leaves the writing to
 * `JSON.stringify`: a replacer costs twice as much and sees some values only after their `toJSON`.
 */
export class ValueEncoder {
  readonly #source: MarkerSource;
  readonly #root: string;
  readonly #mostContainers: number;
  readonly #keys: (string | number)[] = [];
  readonly #ancestors: object[] = [];
  #lookalikes: Set<string> | undefined;
  #holdsMarkedNumbers = false;
  attachments: OutgoingAttachment[] | undefined;
  streams: Map<number, AsyncIterable<unknown>> | undefined;
  refusedStream: AsyncIterable<unknown> | undefined;
  callbacks: Map<number, AnyFunction> | undefined;

  /**
   * @param root what the value is called in error messages
   * @param wrappers how many containers around the value do not count for its depth
   */
  constructor(source: MarkerSource, root: string, wrappers = 0) {
    this.#source = source;
    this.#root = root;
    this.#mostContainers = MAX_DEPTH + wrappers;
  }

  /**
   * Walks the value and gives what `JSON.stringify` is to write, once {@link attachments} have their indices.
   *
   * @throws UnsendableValueError that names the path of what cannot be sent
   */
  prepare(value: unknown): unknown {
    const tree = this.#walk(value, '');
    for (const name of this.#lookalikes ?? []) {
      this.#refuseLookalike(name);
    }
    return tree;
  }

  /** Writes what {@link prepare} gave. */
  stringify(tree: unknown): string {
    const json: string | undefined = JSON.stringify(tree);
    if (json === undefined) {
      return 'null';
    }
    // JSON.stringify escapes lone surrogates like this; a text that only looks like it is told apart by the walk.
    if (json.includes('\\ud')) {
      this.#refuseLoneSurrogate(tree);
    }
    return this.#holdsMarkedNumbers ? withExactNumbers(json) : json;
  }

  #walk(value: unknown, key: string | number): unknown {
    switch (typeof value) {
      case 'string':
        return value.length >= LONG_TEXT_LENGTH && this.#source.attachments ? this.#text(value, key) : value;
      case 'number':
        return this.#number(value, key);
      case 'bigint':
        return this.#bigint(value, key);
      case 'symbol':
        return this.#fail(key, 'is a symbol, which JSON cannot carry');
      case 'function':
        return this.#function(value as AnyFunction, key);
      case 'object':
        return value === null ? null : this.#object(value, key);
      default:
        return value;
    }
  }

  #number(value: number, key: string | number): number | string {
    if (!Number.isFinite(value)) {
      this.#fail(key, `is ${value}, which JSON cannot carry`);
    }
    if (!isWrittenWrong(value)) {
      return value;
    }
    this.#holdsMarkedNumbers = true;
    return markNumber(value);
  }

  // Programs that send such numbers teach them how.
  #bigint(value: bigint, key: string | number): unknown {
    const { toJSON } = BigInt.prototype as { toJSON?: unknown };
    const json: unknown =
      typeof toJSON === 'function' ? Reflect.apply(toJSON, value, [String(key)]) : undefined;
    return json === undefined || typeof json === 'bigint'
      ? this.#fail(key, 'is a BigInt, which JSON cannot carry; send it as a string')
      : this.#walk(json, key);
  }

  #object(value: object, key: string | number): unknown {
    if (Array.isArray(value)) {
      return this.#jsonOf(value, key);
    }
    if (isObjectLiteral(value)) {
      return isAsyncIterable(value) ? this.#stream(value, key) : this.#jsonOf(value, key);
    }
    const kind = kindOf(value);
    switch (kind.kind) {
      case 'bytes':
        return this.#bytes(kind.bytes);
      case 'stream':
        return this.#stream(kind.source, key);
      case 'instead':
        return this.#walk(kind.value, key);
      case 'unsendable':
        return this.#fail(key, kind.reason);
      case 'members':
        return this.#jsonOf(value, key);
    }
  }

  // Called here, and what it gives is sent instead: JSON.stringify would call it after the walk.
  #jsonOf(value: object, key: string | number): unknown {
    if (!('toJSON' in value) || typeof value.toJSON !== 'function') {
      return this.#container(value, key);
    }
    const json: unknown = value.toJSON(String(key));
    if (
      typeof json !== 'object' ||
      json === null ||
      !('toJSON' in json) ||
      typeof json.toJSON !== 'function'
    ) {
      return this.#walk(json, key);
    }
    // As for JSON.stringify, one is enough, or it might go on for ever. Only what has no members of its own needs its.
    if (Array.isArray(json)) {
      return this.#container(json, key);
    }
    return json !== value && isOpaque(json)
      ? this.#walk(json, key)
      : this.#container({ ...json, toJSON: undefined }, key);
  }

  #container(value: object, key: string | number): unknown {
    if (this.#ancestors.length === this.#mostContainers) {
      const again = this.#ancestors.findIndex((one, depth) => this.#ancestors.indexOf(one) < depth);
      if (again < 0) {
        this.#fail(
          key,
          `is nested more than ${MAX_DEPTH} deep; send it flatter, or as text that holds its JSON`,
        );
      }
      const path = formatPath(this.#root, this.#keys.slice(1, again + 1));
      throw new UnsendableValueError(`${path} refers back to what holds it (a cycle).`);
    }
    this.#keys.push(key);
    this.#ancestors.push(value);
    const sent = Array.isArray(value) ? this.#array(value) : this.#members(value);
    this.#keys.pop();
    this.#ancestors.pop();
    return sent;
  }

  #array(items: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      const sent = this.#walk(item, index);
      if (sent !== item) {
        copy ??= items.slice();
        copy[index] = sent;
      } else if (item === undefined && !(index in items)) {
        this.#fail(index, 'is a hole of a sparse array; fill it with null');
      }
    }
    return copy ?? items;
  }

  #members(value: object): object {
    const members = value as Record<string, unknown>;
    let written = 0;
    let only = '';
    let copy: Record<string, unknown> | undefined;
    for (const name of Object.keys(members)) {
      const member = members[name];
      const sent = this.#walk(member, name);
      // JSON leaves out what is undefined.
      if (sent !== undefined) {
        written++;
        only = name;
      }
      if (sent !== member) {
        // Without a prototype, so that even a member called __proto__ is nothing special.
        copy ??= Object.assign(Object.create(null), members) as Record<string, unknown>;
        copy[name] = sent;
      }
    }
    if (written === 1 && markerNames.has(only)) {
      this.#lookalikes ??= new Set();
      this.#lookalikes.add(only);
    }
    return copy ?? value;
  }

  #text(value: string, key: string | number): unknown {
    if (!value.isWellFormed()) {
      this.#fail(key, 'holds a lone surrogate, which UTF-8 cannot carry');
    }
    return this.#attach(contentOf(value), '$text');
  }

  #bytes(bytes: Uint8Array): unknown {
    return this.#source.attachments
      ? this.#attach(contentOf(bytes), '$bin')
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  }

  #attach(content: Content, kind: ByteMarker): unknown {
    const marker = {};
    this.attachments ??= [];
    this.attachments.push({ content, marker, kind });
    return marker;
  }

  #stream(source: AsyncIterable<unknown>, key: string | number): unknown {
    const { nextStream } = this.#source;
    if (typeof nextStream === 'string') {
      this.refusedStream = source;
      return this.#fail(key, `is a stream, which ${nextStream}`);
    }
    const number = nextStream();
    this.streams ??= new Map();
    this.streams.set(number, source);
    return { $stream: number };
  }

  #function(callback: AnyFunction, key: string | number): unknown {
    const { nextCallback } = this.#source;
    if (typeof nextCallback === 'string') {
      return this.#fail(key, `is a function, which ${nextCallback}`);
    }
    const number = nextCallback();
    this.callbacks ??= new Map();
    this.callbacks.set(number, callback);
    return { $callback: number };
  }

  #refuseLookalike(name: string): void {
    const announced =
      ((name === '$bin' || name === '$text') && this.attachments !== undefined) ||
      (name === '$stream' && this.streams !== undefined) ||
      (name === '$callback' && this.callbacks !== undefined);
    if (announced) {
      const reason = `an object whose only member is ${name}, which means something else in this message`;
      throw new UnsendableValueError(`${this.#root} holds ${reason}; add another member.`);
    }
  }

  #refuseLoneSurrogate(tree: unknown): void {
    const found = findLoneSurrogate(tree);
    if (found !== undefined) {
      throw new UnsendableValueError(`${formatPath(this.#root, found.keys)} ${found.reason}.`);
    }
  }

  #path(key: string | number): string {
    // The first key is the place of the root itself.
    return formatPath(this.#root, [...this.#keys, key].slice(1));
  }

  #fail(key: string | number, reason: string): never {
    throw new UnsendableValueError(`${this.#path(key)} ${reason}.`);
  }
}
