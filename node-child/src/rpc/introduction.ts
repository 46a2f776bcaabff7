import { ConnectionClosedError } from '../errors/connectionErrors.js';
import type { ByteSink } from './byteSink.js';
import { HELLO_METHOD, ownHello, plainPeer, type RuntimeInfo, readHello } from './hello.js';
import type { MessageSender } from './messageSender.js';
import type { PendingCalls } from './pendingCalls.js';

/** Introduces this side to the other, and notes what the other says of itself. */
export class Introduction {
  readonly #sink: ByteSink;
  readonly #sender: MessageSender;
  readonly #maxMessageLength: number;
  readonly #runtime: RuntimeInfo | undefined;

  constructor(
    sink: ByteSink,
    sender: MessageSender,
    maxMessageLength: number,
    runtime: RuntimeInfo | undefined,
  ) {
    this.#sink = sink;
    this.#sender = sender;
    this.#maxMessageLength = maxMessageLength;
    this.#runtime = runtime;
  }

  /**
   * Says the hello. Where the other side does not know it, or speaks another version, it stays a plain peer.
   *
   * @throws ConnectionClosedError
   */
  async say(calls: PendingCalls): Promise<void> {
    // Known before the next message is looked at: that may be a call whose answer needs the features.
    const onResult = (answer: unknown) => {
      this.#sender.peer = readHello(answer);
    };
    try {
      await calls.invoke(HELLO_METHOD, { ...this.#own() }, { onResult });
    } catch (error) {
      if (error instanceof ConnectionClosedError) {
        throw error;
      }
    }
  }

  /** Answers the hello of the other side. */
  answer(params: unknown): unknown {
    const peer = readHello(params);
    this.#sender.peer = peer;
    // What the hello of another version promises is not known.
    if (peer !== plainPeer) {
      this.#sink.peerAlwaysReads();
    }
    return this.#own();
  }

  #own() {
    return ownHello(this.#maxMessageLength, this.#runtime);
  }
}
