import type { JsonObject } from '../messages/message.js';
import type { StreamReader } from '../streams/streamReader.js';
import type { Streams } from '../streams/streams.js';
import { announcedNumbers, announcesMarkers, checkDepth, decodeMarkers } from '../values/valueDecoder.js';
import { CALLBACK_METHOD, makeCallback } from './callbacks.js';
import type { IncomingCall } from './incomingCall.js';
import type { PendingCalls } from './pendingCalls.js';

/** What a message says of its markers. */
export interface MessageParts {
  /** The message itself, where it may announce markers. */
  readonly message: JsonObject | undefined;
  readonly attachments: readonly Buffer[];
  /** The length of its JSON, with that of its whole batch. */
  readonly length: number;
  /** How many messages share that length. */
  readonly share?: number | undefined;
}

/** A result, and the streams in it. */
interface IncomingResult {
  readonly value: unknown;
  readonly readers: readonly StreamReader[];
}

/** Checks the values of messages that come in, and puts streams, callbacks and bytes in the place of markers. */
export class IncomingValues {
  readonly #calls: PendingCalls;
  readonly #streams: Streams;

  constructor(calls: PendingCalls, streams: Streams) {
    this.#calls = calls;
    this.#streams = streams;
  }

  /** @throws RpcError for arguments that do not keep the rules */
  decodeArguments(call: IncomingCall, parts: MessageParts): void {
    // The arguments of a callback stand in a list of their own.
    checkDepth(call.params, parts.length, call.method === CALLBACK_METHOD ? 2 : 1);
    if (parts.message === undefined || !announcesMarkers(parts.message)) {
      return;
    }
    const readers: StreamReader[] = [];
    call.whenFinished(() => {
      for (const reader of readers) {
        if (call.hasFailed || !reader.isStarted) {
          reader.cancel();
        }
      }
    });
    this.#decode(call.params, parts.message, parts, readers, (number) =>
      makeCallback(number, call, (method, params) => this.#calls.invoke(method, params, undefined, call)),
    );
    if (readers.length > 0) {
      call.addDependent({
        cancel: (reason) => {
          for (const reader of readers) {
            reader.cancel(reason);
          }
        },
      });
    }
  }

  /** @throws RpcError for a result that does not keep the rules */
  decodeResult(result: unknown, parts: MessageParts): IncomingResult {
    checkDepth(result, parts.length, 0);
    const readers: StreamReader[] = [];
    if (parts.message === undefined || !announcesMarkers(parts.message)) {
      return { value: result, readers };
    }
    try {
      return { value: this.#decode(result, parts.message, parts, readers), readers };
    } catch (error) {
      for (const reader of readers) {
        reader.cancel();
      }
      throw error;
    }
  }

  /**
   * Decodes the parameters of a notification of the protocol.
   *
   * @throws RpcError for values that do not keep the rules
   */
  decodeContent(params: readonly unknown[], parts: MessageParts): void {
    // The list of parameters and the list of items do not count.
    checkDepth(params, parts.length, 2);
    if (parts.message !== undefined && announcesMarkers(parts.message)) {
      this.#decode(params, parts.message, parts, []);
    }
  }

  /** Cancels the streams of a message that is for nobody. */
  refuse(message: JsonObject | undefined): void {
    for (const number of announcedNumbers(message?.['$streams'])) {
      if (typeof number === 'number') {
        this.#streams.sendCancel(number);
      }
    }
  }

  #decode(
    value: unknown,
    message: JsonObject,
    { attachments }: MessageParts,
    readers: StreamReader[],
    openCallback: (number: number) => unknown = () => undefined,
  ): unknown {
    return decodeMarkers(value, {
      attachments,
      streams: announcedNumbers(message['$streams']),
      callbacks: announcedNumbers(message['$callbacks']),
      openStream: (number) => {
        const reader = this.#streams.openReader(number);
        readers.push(reader);
        return reader;
      },
      openCallback,
    });
  }
}
