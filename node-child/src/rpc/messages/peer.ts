import type { Feature, PeerHello } from './hello.js';

/**
 * The other side: what it can do and take. One for the life of a connection; it begins as a plain peer, to which nothing but
 * JSON-RPC 2.0 is sent, and learns more by the hello.
 */
export class Peer {
  #hello: PeerHello | undefined;

  /** Whether it has said no hello that this side understands. */
  get isPlain(): boolean {
    return this.#hello === undefined;
  }

  /** The longest message that it reads, in bytes; infinite where it named none. */
  get maxMessageLength(): number {
    return this.#hello?.maxMessageLength ?? Number.POSITIVE_INFINITY;
  }

  /** The name of its runtime, where it gave one. */
  get runtime(): string | undefined {
    return this.#hello?.runtime;
  }

  can(feature: Feature): boolean {
    return this.#hello?.features.has(feature) === true;
  }

  /** Why it takes nothing of a feature, to go on from "is a stream, which ". */
  refusal(feature: Feature): string {
    return this.isPlain
      ? "a plain JSON-RPC peer cannot take: no hello was said (by connect() with hello: 'say', or SaysHello in .NET)"
      : `the other side cannot take: its hello does not name ${feature}`;
  }

  /** Takes what it says of itself; nothing where that is not understood. */
  learn(hello: PeerHello | undefined): void {
    this.#hello = hello;
  }
}
