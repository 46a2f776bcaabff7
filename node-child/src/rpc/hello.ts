import { isJsonObject } from './message.js';

/** The method by which the side that started the other introduces itself. */
export const HELLO_METHOD = 'nodepipe/hello';

/** The version of the protocol that this side speaks. */
const PROTOCOL_VERSION = 1;

/** What this side can do; `docs/protocol.md`, section 3. */
const ownFeatures = ['cancel', 'progress', 'streams', 'callbacks', 'attachments'] as const;

/** One of {@link ownFeatures}. */
type Feature = (typeof ownFeatures)[number];

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

/** What is known of the peer. */
export interface Peer {
  /** In bytes; infinite where it named none. */
  readonly maxMessageLength: number;
  /** The name of its runtime, where it gave one. */
  readonly runtime: string | undefined;
  can(feature: Feature): boolean;
  /** Why it takes nothing of a feature, to go on from "is a stream, which ". */
  refusal(feature: Feature): string;
}

/** A peer that has said no hello: nothing but JSON-RPC 2.0 is sent to it. */
export const plainPeer: Peer = {
  maxMessageLength: Number.POSITIVE_INFINITY,
  runtime: undefined,
  can: () => false,
  refusal: () => 'a plain JSON-RPC peer cannot take',
};

/** Makes the hello of this side. */
export function ownHello(maxMessageLength: number, runtime: RuntimeInfo | undefined): Hello {
  const hello = { version: PROTOCOL_VERSION, features: ownFeatures, maxMessageLength };
  return runtime === undefined ? hello : { ...hello, runtime };
}

/**
 * Reads the hello of the other side; what is missing or strange counts as not there.
 *
 * @returns {@link plainPeer} for another version
 */
export function readHello(value: unknown): Peer {
  const hello = isJsonObject(value) ? value : {};
  const { version, features, maxMessageLength, runtime } = hello;
  if (version !== PROTOCOL_VERSION) {
    return plainPeer;
  }
  const known = new Set<unknown>(Array.isArray(features) ? features : []);
  const name: unknown = isJsonObject(runtime) ? runtime['name'] : undefined;
  return {
    maxMessageLength:
      typeof maxMessageLength === 'number' && maxMessageLength > 0
        ? maxMessageLength
        : plainPeer.maxMessageLength,
    runtime: typeof name === 'string' ? name : undefined,
    can: (feature) => known.has(feature),
    refusal: (feature) => `the other side cannot take: its hello does not name ${feature}`,
  };
}
