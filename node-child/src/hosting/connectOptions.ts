import type { Readable, Writable } from 'node:stream';
import { checkOptions, type OptionRule } from '../errors/optionRules.js';
import { DEFAULT_LINE_LIMIT } from '../framing/lineReader.js';
import type { DescriptorPair } from '../transport/descriptors.js';
import type { TransportKind } from '../transport/openTransport.js';
import type { CallContext } from './callContext.js';
import { limitRule, transportRule } from './sharedOptions.js';

/** A function that the other side can call; its `this` is the context of the call. */
export type ExposedFunction = (this: CallContext, ...args: never) => unknown;

/** Streams that somebody has opened already. */
export interface StreamPair {
  readonly readable: Readable;
  readonly writable: Writable;
}

/** How {@link connect} connects. */
export interface ConnectOptions {
  /** What carries the connection: descriptors, or streams. By default the first two arguments of the program. */
  readonly over?: DescriptorPair | StreamPair;

  /** The form of the transport over descriptors; by default the one that works best on this runtime. */
  readonly io?: TransportKind;

  /** What the other side can call, by name. */
  readonly functions?: Readonly<Record<string, ExposedFunction>>;

  /** Whether this side has started the other, and so says the hello; false by default. */
  readonly startedOther?: boolean;

  /** The longest message that is read, in bytes; 256 MiB by default. */
  readonly maxMessageLength?: number;

  /** The most calls of the other side that may be open at the same time; 65,536 by default. */
  readonly maxOpenCalls?: number;

  /**
   * The most bytes that the other side may make this one hold: answers that it does not read, notifications that wait, long
   * values that have come in part. By default that of `maxMessageLength`, and not below it; more ends the connection.
   */
  readonly maxBufferedBytes?: number;
}

const rules: Readonly<Record<keyof ConnectOptions, OptionRule>> = {
  over: {
    give: 'two descriptors as { readFd, writeFd }, or two open streams as { readable, writable }',
    fits: (value) => isObject(value) && (('readFd' in value && 'writeFd' in value) || isStreamPair(value)),
  },
  io: transportRule,
  functions: {
    give: 'an object whose members are functions',
    fits: (value) => isObject(value) && Object.values(value).every((member) => typeof member === 'function'),
  },
  startedOther: { give: 'true or false', fits: (value) => typeof value === 'boolean' },
  maxMessageLength: limitRule,
  maxOpenCalls: limitRule,
  maxBufferedBytes: limitRule,
};

/** @throws TypeError for what is none of {@link ConnectOptions} */
export function checkConnectOptions(options: ConnectOptions): void {
  checkOptions('connect()', options, rules);
  const { maxMessageLength = DEFAULT_LINE_LIMIT, maxBufferedBytes = maxMessageLength } = options;
  if (maxBufferedBytes < maxMessageLength) {
    throw new TypeError(
      `The option maxBufferedBytes of connect() is ${maxBufferedBytes}; give at least the longest message, ${maxMessageLength} bytes.`,
    );
  }
}

function isStreamPair(value: object): boolean {
  return 'readable' in value && isStream(value.readable) && 'writable' in value && isStream(value.writable);
}

function isStream(value: unknown): boolean {
  return isObject(value) && 'on' in value && typeof value.on === 'function';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
