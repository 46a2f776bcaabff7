import { CallTimeoutError } from '../errors/callErrors.js';
import { ConnectionClosedError } from '../errors/connectionErrors.js';
import type { CallOptions } from './calls/callOptions.js';
import type { IncomingCall } from './calls/incomingCall.js';
import type { PendingCalls } from './calls/pendingCalls.js';
import { HELLO_METHOD, ownHello, type RuntimeInfo, readHello } from './messages/hello.js';
import type { ByteSink } from './messages/outbox.js';
import type { Peer } from './messages/peer.js';

/** How long the answer to a hello is waited for. */
export type HelloWait = Pick<CallOptions, 'signal' | 'timeout'>;

/** Introduces this side to the other, which learns it; and has the peer learn what the other says of itself. */
export class Introduction {
  readonly #sink: ByteSink;
  readonly #peer: Peer;
  readonly #maxMessageLength: number;
  readonly #runtime: RuntimeInfo | undefined;

  constructor(sink: ByteSink, peer: Peer, maxMessageLength: number, runtime: RuntimeInfo | undefined) {
    this.#sink = sink;
    this.#peer = peer;
    this.#maxMessageLength = maxMessageLength;
    this.#runtime = runtime;
  }

  /**
   * Says the hello. Where the other side does not know it, or speaks another version, it stays a plain peer.
   *
   * @throws ConnectionClosedError, CallTimeoutError, and the reason of the signal
   */
  async say(calls: PendingCalls, wait: HelloWait): Promise<void> {
    // Known before the next message is looked at: that may be a call whose answer needs the features.
    const onResult = (answer: unknown) => this.#peer.learn(readHello(answer));
    try {
      await calls.invoke(HELLO_METHOD, { ...this.#own() }, { ...wait, onResult });
    } catch (error) {
      const isUnanswered = error instanceof ConnectionClosedError || error instanceof CallTimeoutError;
      if (isUnanswered || wait.signal?.aborted === true) {
        throw error;
      }
    }
  }

  /** Answers the hello of the other side. */
  answer({ params }: IncomingCall): unknown {
    const hello = readHello(params);
    this.#peer.learn(hello);
    // What the hello of another version promises is not known.
    if (hello !== undefined) {
      this.#sink.peerAlwaysReads();
    }
    return this.#own();
  }

  #own() {
    return ownHello(this.#maxMessageLength, this.#runtime);
  }
}
