import { ProtocolError } from '../../errors/connectionErrors.js';
import { isErrorObject, type JsonObject, type MessageId } from '../messages/message.js';
import type { Peer } from '../messages/peer.js';
import { decodeError } from '../values/errorCodec.js';
import type { IncomingValues, MessageParts } from './incomingValues.js';
import { explainMissing } from './missingMethod.js';
import type { PendingCalls } from './pendingCalls.js';

/** Takes the answers that come in, and settles the calls that they are for. */
export class IncomingAnswers {
  readonly #calls: PendingCalls;
  readonly #values: IncomingValues;
  readonly #peer: Peer;

  constructor(calls: PendingCalls, values: IncomingValues, peer: Peer) {
    this.#calls = calls;
    this.#values = values;
    this.#peer = peer;
  }

  /**
   * Takes what must be an answer, because it has an id and no method.
   *
   * @returns whether it is one; if not its call fails, for no other answer will come
   */
  take(message: JsonObject, id: MessageId, parts: MessageParts): boolean {
    const { jsonrpc, result, error } = message;
    const isFine = jsonrpc === '2.0' && (result === undefined ? isErrorObject(error) : error === undefined);
    if (!isFine) {
      const call = this.#calls.get(id);
      const rule = 'which has "jsonrpc":"2.0" and either a result or an error';
      call?.fail(new ProtocolError(`The answer to ${call.method} is no response of JSON-RPC 2.0, ${rule}.`));
    } else if (isErrorObject(error)) {
      const call = this.#calls.get(id);
      call?.fail(decodeError(explainMissing(error, call.method, this.#peer), this.#peer.isPlain));
    } else {
      this.result(id, result, parts);
    }
    return isFine;
  }

  /** Takes a result, the bytes of whose message are valid only during the call. */
  result(id: MessageId, result: unknown, parts: MessageParts): void {
    const call = this.#calls.get(id);
    if (call === undefined) {
      // Late: nobody will read its streams.
      this.#values.refuse(parts.message);
      return;
    }
    try {
      const { value, readers } = this.#values.decodeResult(result, parts);
      call.succeed(value, readers);
    } catch (error) {
      call.fail(error);
    }
  }
}
