import { AnnouncedRequests } from './calls/announcedRequests.js';
import { CALLBACK_METHOD } from './calls/callbacks.js';
import type { Dispatcher } from './calls/dispatcher.js';
import type { IncomingAnswers } from './calls/incomingAnswers.js';
import { type CallOwner, IncomingCall } from './calls/incomingCall.js';
import type { IncomingValues, MessageParts } from './calls/incomingValues.js';
import type { PendingCalls } from './calls/pendingCalls.js';
import { Batch } from './messages/batch.js';
import type { ByteBudget, CheckBudget } from './messages/byteBudget.js';
import { errorCodes } from './messages/errorCodes.js';
import { invalidRequest, parseError } from './messages/errorObjects.js';
import { withExactIds } from './messages/largeIds.js';
import {
  type ErrorObject,
  isId,
  isJsonObject,
  isParams,
  type JsonObject,
  type MessageId,
  type Params,
} from './messages/message.js';
import { encodeError } from './messages/messageCodec.js';
import type { Outbox } from './messages/outbox.js';
import { parseUsual } from './messages/usualMessage.js';
import type { Streams } from './streams/streams.js';
import type { LongValueAssembler } from './values/longValueAssembler.js';
import { SHORTEST_TOO_DEEP } from './values/valueDecoder.js';

const noAttachments: readonly Buffer[] = [];

/** To whom the messages that come in are given. */
export interface MessageTargets {
  readonly dispatcher: Dispatcher;
  readonly owner: CallOwner;
  readonly calls: PendingCalls;
  readonly streams: Streams;
  readonly values: IncomingValues;
  readonly answers: IncomingAnswers;
  readonly assembler: LongValueAssembler;
  readonly outbox: Outbox;
}

/** Takes the messages that come in, and gives each to whom it is for. */
export class IncomingMessages {
  readonly #to: MessageTargets;
  readonly #announced = new AnnouncedRequests();
  readonly #budget: ByteBudget;
  readonly #checkBudget: CheckBudget;
  #batchedBytes = 0;

  constructor(targets: MessageTargets, budget: ByteBudget) {
    this.#to = targets;
    this.#budget = budget;
    this.#checkBudget = budget.count(
      'Answers that wait for the others of their batch',
      () => this.#batchedBytes,
    );
  }

  /**
   * Takes the line if it is a request or a response in the form that most have.
   *
   * @returns whether it was taken; if not the whole is to be parsed
   */
  receiveUsual(chunk: Buffer, start: number, end: number): boolean {
    const message = parseUsual(chunk, start, end);
    if (message === undefined) {
      return false;
    }
    const { id, method } = message;
    if (method === undefined) {
      this.#to.answers.result(id, message.content, usualParts(end - start));
      return true;
    }
    const handler = this.#to.dispatcher.handler(method);
    if (handler === undefined) {
      return false;
    }
    const call = new IncomingCall(this.#to.owner, id, method, message.content as Params);
    if (end - start < SHORTEST_TOO_DEEP) {
      this.#to.dispatcher.run(call, handler, end - start);
    } else {
      this.#start(call, usualParts(end - start));
    }
    return true;
  }

  /**
   * Takes one message or batch as JSON.
   *
   * @throws ProtocolError where what follows could not be understood either
   */
  receive(json: string, attachments?: readonly Buffer[]): void {
    let message: unknown;
    try {
      message = withExactIds(JSON.parse(json), json);
    } catch {
      this.#replyError(null, parseError);
      return;
    }
    if (Array.isArray(message)) {
      this.#batch(message, json.length);
    } else if (isJsonObject(message) && '$long' in message && attachments !== undefined) {
      this.#hold(message, attachments, json.length);
    } else {
      this.#one(message, json.length, attachments ?? noAttachments);
    }
  }

  #hold(message: JsonObject, attachments: readonly Buffer[], length: number): void {
    const { id, method } = message;
    const isRequest = isId(id) && method !== undefined;
    if (isRequest) {
      this.#announced.add(id);
    }
    this.#to.assembler.announce(message, attachments, length, (whole, all) => {
      const isCancelled = isRequest && this.#announced.take(id);
      this.#one(whole, Number.POSITIVE_INFINITY, all, undefined, isCancelled);
    });
  }

  #cancel(id: MessageId): void {
    if (!this.#announced.cancel(id)) {
      this.#to.dispatcher.cancel(id, cancelledByCaller());
    }
  }

  #batch(messages: readonly unknown[], length: number): void {
    // An empty batch is answered by one error, not by an empty batch (JSON-RPC 2.0, section 6).
    if (messages.length === 0) {
      this.#replyError(null, invalidRequest);
      return;
    }
    const batch = new Batch(messages.length, {
      send: (line) => this.#sendBatch(line),
      held: (bytes) => {
        this.#batchedBytes += bytes;
        this.#checkBudget(bytes);
      },
    });
    for (const message of messages) {
      if (this.#budget.isExceeded) {
        return;
      }
      this.#one(message, length, noAttachments, batch);
    }
    batch.done();
  }

  #sendBatch(line: string): void {
    const { outbox } = this.#to;
    if (outbox.fits(line)) {
      outbox.reply(line);
      return;
    }
    const message =
      'The answers to the batch are longer together than the limit of the other side; send less at once.';
    this.#replyError(null, { code: errorCodes.internalError, message });
  }

  #one(
    message: unknown,
    length: number,
    attachments: readonly Buffer[],
    batch?: Batch,
    isCancelled = false,
  ): void {
    if (!isJsonObject(message)) {
      this.#invalid(null, batch);
      return;
    }
    const parts: MessageParts = { message, attachments, length, share: batch?.size };
    // JSON has no undefined: what reads as that is not there.
    const { id = undefined, method, params } = message;
    const isIdFine = id === undefined || isId(id);
    if (method === undefined && params === undefined && isIdFine && id !== undefined) {
      if (!this.#to.answers.take(message, id, parts)) {
        // The id is one of this side's: to the other it would name a call of its own.
        this.#invalid(null, batch);
      }
    } else if (message['jsonrpc'] !== '2.0' || !isIdFine || method === undefined) {
      this.#invalid(isIdFine ? (id ?? null) : null, batch);
    } else if (typeof method !== 'string' || (params !== undefined && !isParams(params))) {
      this.#invalid(id ?? null, batch);
    } else if (id === undefined && method.startsWith('$/') && method !== CALLBACK_METHOD) {
      this.#ownNotification(method, params, parts);
    } else {
      const call = new IncomingCall(this.#to.owner, id, method, params);
      const { traceparent, tracestate } = message;
      call.traceparent = typeof traceparent === 'string' ? traceparent : undefined;
      call.tracestate = typeof tracestate === 'string' ? tracestate : undefined;
      call.wantsProgress = message['$progress'] === true;
      if (batch !== undefined && id !== undefined) {
        batch.expect();
        call.batch = batch;
      }
      if (isCancelled) {
        call.cancel(cancelledByCaller());
      }
      this.#start(call, parts);
    }
  }

  #start(call: IncomingCall, parts: MessageParts): void {
    const { dispatcher, values } = this.#to;
    try {
      values.decodeArguments(call, parts);
    } catch (error) {
      dispatcher.fail(call, error);
      return;
    }
    if (call.isCancelled) {
      dispatcher.fail(call, call.cancelReason);
    } else {
      dispatcher.start(call, call.id === undefined ? sizeOf(parts) : 0);
    }
  }

  #ownNotification(method: string, params: Params | undefined, parts: MessageParts): void {
    const list: readonly unknown[] = Array.isArray(params) ? params : [];
    switch (method) {
      case '$/chunk':
        this.#to.assembler.receive(list[0], parts.attachments);
        break;
      case '$/cancelRequest': {
        const id: unknown = isJsonObject(params) ? params['id'] : undefined;
        if (isId(id)) {
          this.#cancel(id);
        }
        break;
      }
      case '$/progress':
        if (this.#decode(list, parts) === undefined) {
          this.#to.calls.get(list[0])?.progress(list[1]);
        }
        break;
      case '$/stream/items': {
        const fault = this.#decode(list, parts);
        if (fault === undefined) {
          this.#to.streams.receive(method, list);
        } else {
          // Whoever reads the stream must hear of it. Nobody waits for progress.
          this.#to.streams.fail(list[0], fault.error);
        }
        break;
      }
      case '$/stream/pull':
      case '$/stream/cancel':
      case '$/stream/end':
        // An error holds no markers, and is read as that of an answer is.
        this.#to.streams.receive(method, list);
        break;
    }
  }

  // Gives what is wrong with the values, if anything is.
  #decode(list: readonly unknown[], parts: MessageParts): { readonly error: unknown } | undefined {
    try {
      this.#to.values.decodeContent(list, parts);
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  #invalid(id: MessageId, batch: Batch | undefined): void {
    if (batch === undefined) {
      this.#replyError(id, invalidRequest);
    } else {
      batch.addAtOnce(encodeError(id, invalidRequest));
    }
  }

  #replyError(id: MessageId, error: ErrorObject): void {
    this.#to.outbox.replyError(error, (sent) => encodeError(id, sent));
  }
}

function cancelledByCaller(): DOMException {
  return new DOMException('The caller has cancelled the call.', 'AbortError');
}

function usualParts(length: number): MessageParts {
  return { message: undefined, attachments: noAttachments, length };
}

// As much as it takes to keep a message; one whose values have come whole is no longer counted by its line.
function sizeOf({ attachments, length, share = 1 }: MessageParts): number {
  const beside = attachments.reduce((sum, bytes) => sum + bytes.length, 0);
  return beside + (Number.isFinite(length) ? length / share : 0);
}
