import { checkOptions, isObject, type OptionRule, signalRule } from '../errors/optionRules.js';
import type { Framing } from '../framing/framings.js';
import { DEFAULT_LINE_LIMIT } from '../framing/lineReader.js';
import type { TransportKind } from '../transport/openTransport.js';
import type { CallContext } from './callContext.js';
import { type Endpoint, endpointRule } from './endpoint.js';
import { framingRule, limitRule, textLimitRule, transportRule } from './sharedOptions.js';

/** A function that the other side can call; its `this` is the context of the call. */
export type ExposedFunction = (this: CallContext, ...args: never) => unknown;

/** Who says the hello: this side, or the other one, which this side answers. */
export type HelloRole = 'say' | 'answer';

/** How long the answer to the hello is waited for, in milliseconds, unless something else is asked for. */
export const DEFAULT_HELLO_TIMEOUT = 30_000;

/** How {@link connect} connects. */
export interface ConnectOptions {
  /**
   * What carries the connection; by default the descriptors that the parent process has passed on. Their numbers stand in the
   * variables `NODEPIPE_READ_FD` and `NODEPIPE_WRITE_FD`, as `start()` sets them, or else in the first two arguments.
   */
  readonly over?: Endpoint | undefined;

  /** The form of the transport over descriptors; by default the one that works best on this runtime. */
  readonly transport?: TransportKind | undefined;

  /** How one message is told from the next; `framings.lines` by default. Both sides must use the same. */
  readonly framing?: Framing | undefined;

  /** What the other side can call, by name. */
  readonly functions?: Readonly<Record<string, ExposedFunction>> | undefined;

  /**
   * Which side says the hello, by which both learn that the other takes more than plain JSON-RPC: exactly one must. By default
   * this side does over a process as `{ child }`, which it has started, and answers it everywhere else. Over streams and
   * `memoryPair()` one of the two sides has to be given `'say'`; it waits until its hello is answered. A program that speaks no
   * JSON-RPC never does; to one that sends no answers to what it does not know, give `'answer'`.
   */
  readonly hello?: HelloRole | undefined;

  /** How long the answer to the hello is waited for, in milliseconds; 30,000 by default, and for ever with Infinity. */
  readonly timeout?: number | undefined;

  /** Gives up connecting: `connect` then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;

  /** The longest message that is read, in bytes; 256 MiB by default, and no more than a string can hold (512 MiB). */
  readonly maxMessageLength?: number | undefined;

  /** The most calls of the other side that may be open at the same time; 65,536 by default. */
  readonly maxOpenCalls?: number | undefined;

  /**
   * The most bytes that the other side may make this one hold: answers that it does not read, notifications that wait, long
   * values that have come in part. 256 MiB by default, or `maxMessageLength` where that is more, and not below that; more ends
   * the connection.
   */
  readonly maxBufferedBytes?: number | undefined;
}

/** What each of the options has to be. */
export const connectRules: Readonly<Record<keyof ConnectOptions, OptionRule>> = {
  over: endpointRule,
  transport: transportRule,
  framing: framingRule,
  functions: {
    give: 'an object whose members are functions',
    fits: (value) => isObject(value) && Object.values(value).every((member) => typeof member === 'function'),
  },
  hello: { give: "'say' or 'answer'", fits: (value) => value === 'say' || value === 'answer' },
  timeout: {
    give: 'a number of milliseconds from 0 upwards, or Infinity',
    fits: (value) => typeof value === 'number' && value >= 0,
  },
  signal: signalRule,
  maxMessageLength: textLimitRule,
  maxOpenCalls: limitRule,
  maxBufferedBytes: limitRule,
};

/** @throws TypeError for what is none of {@link ConnectOptions} */
export function checkConnectOptions(options: ConnectOptions): void {
  checkOptions('connect()', options, connectRules);
  const { maxMessageLength = DEFAULT_LINE_LIMIT, maxBufferedBytes } = options;
  if (maxBufferedBytes !== undefined && maxBufferedBytes < maxMessageLength) {
    throw new TypeError(
      `The option maxBufferedBytes of connect() is ${maxBufferedBytes}; give at least the longest message, ${maxMessageLength} bytes.`,
    );
  }
}
