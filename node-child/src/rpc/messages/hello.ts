import { isJsonObject } from './message.js';

/** The method by which the side that started the other introduces itself. */
export const HELLO_METHOD = 'nodepipe/hello';

/** The version of the protocol that this side speaks. */
const PROTOCOL_VERSION = 1;

/** What this side can do; `docs/protocol.md`, section 3. */
const ownFeatures = ['cancel', 'progress', 'streams', 'callbacks', 'attachments'] as const;

/** One of {@link ownFeatures}. */
export type Feature = (typeof ownFeatures)[number];

/** The runtime of a side, for people. */
export interface RuntimeInfo {
  readonly name: string;
  readonly version: string;
  readonly io?: string;
}

/** What one side says to the other in the hello. */
interface Hello {
  readonly version: number;
  readonly features: readonly string[];
  readonly maxMessageLength: number;
  readonly runtime?: RuntimeInfo;
}

/** What the other side has said of itself, where it speaks this version. */
export interface PeerHello {
  readonly features: ReadonlySet<unknown>;
  /** In bytes; infinite where it named none. */
  readonly maxMessageLength: number;
  /** The name of its runtime, where it gave one. */
  readonly runtime: string | undefined;
}

/** Makes the hello of this side. */
export function ownHello(maxMessageLength: number, runtime: RuntimeInfo | undefined): Hello {
  const hello = { version: PROTOCOL_VERSION, features: ownFeatures, maxMessageLength };
  return runtime === undefined ? hello : { ...hello, runtime };
}

/**
 * Reads the hello of the other side; what is missing or strange counts as not there.
 *
 * @returns nothing for another version: what that promises is not known
 */
export function readHello(value: unknown): PeerHello | undefined {
  const hello = isJsonObject(value) ? value : {};
  const { version, features, maxMessageLength, runtime } = hello;
  if (version !== PROTOCOL_VERSION) {
    return undefined;
  }
  const name: unknown = isJsonObject(runtime) ? runtime['name'] : undefined;
  const namesLimit = typeof maxMessageLength === 'number' && maxMessageLength > 0;
  return {
    features: new Set<unknown>(Array.isArray(features) ? features : []),
    maxMessageLength: namesLimit ? maxMessageLength : Number.POSITIVE_INFINITY,
    runtime: typeof name === 'string' ? name : undefined,
  };
}
