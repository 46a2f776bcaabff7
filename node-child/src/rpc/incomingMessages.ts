import { Batch } from './batch.js';
import { CALLBACK_METHOD } from './callbacks.js';
import type { Dispatcher } from './dispatcher.js';
import { invalidRequest, parseError } from './errorCodec.js';
import { errorCodes } from './errorCodes.js';
import { IncomingAnswers } from './incomingAnswers.js';
import { IncomingCall } from './incomingCall.js';
import { IncomingValues, type MessageParts } from './incomingValues.js';
import { withExactIds } from './largeIds.js';
import type { LongValueReader } from './longValueReader.js';
import { isId, isJsonObject, isParams, type JsonObject, type MessageId, type Params } from './message.js';
import { encodeCall, encodeError, encodeId } from './messageCodec.js';
import { MessageOrder } from './messageOrder.js';
import type { MessageSender } from './messageSender.js';
import type { PendingCalls } from './pendingCalls.js';
import { parsePlain } from './plainMessage.js';
import type { Streams } from './streams.js';
import { SHORTEST_TOO_DEEP } from './valueDecoder.js';

const noAttachments: readonly Buffer[] = [];

/** Takes the messages that come in, and gives each to whom it is for. */
export class IncomingMessages {
  readonly #dispatcher: Dispatcher;
  readonly #calls: PendingCalls;
  readonly #streams: Streams;
  readonly #sender: MessageSender;
  readonly #values: IncomingValues;
  readonly #answers: IncomingAnswers;
  /** The requests whose long values have not all come. */
  readonly #held = new Map<MessageId, 'waiting' | 'cancelled'>();

  /** Set once, before the first message. */
  longValues: LongValueReader | undefined;

  constructor(dispatcher: Dispatcher, calls: PendingCalls, streams: Streams, sender: MessageSender) {
    this.#dispatcher = dispatcher;
    this.#calls = calls;
    this.#streams = streams;
    this.#sender = sender;
    this.#values = new IncomingValues(calls, streams);
    this.#answers = new IncomingAnswers(calls, this.#values, sender);
  }

  /**
   * Takes the line if it is a request or a response in the form that most have.
   *
   * @returns whether it was taken; if not the whole is to be parsed
   */
  receivePlain(chunk: Buffer, start: number, end: number): boolean {
    const message = parsePlain(chunk, start, end);
    if (message === undefined) {
      return false;
    }
    const { id, method } = message;
    if (method === undefined) {
      this.#answers.result(id, message.content, plainParts(end - start));
      return true;
    }
    const handler = this.#dispatcher.handler(method);
    if (handler === undefined) {
      return false;
    }
    const call = new IncomingCall(this, id, method, message.content as Params);
    if (end - start < SHORTEST_TOO_DEEP) {
      this.#dispatcher.run(call, handler);
    } else {
      this.#start(call, plainParts(end - start));
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
      this.#sender.postOwn(encodeError(null, parseError));
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

  /** Takes a message whose long values have come. */
  receiveComplete(message: JsonObject, attachments: readonly Buffer[]): void {
    const { id, method } = message;
    const isRequest = isId(id) && method !== undefined;
    const isCancelled = isRequest && this.#held.get(id) === 'cancelled';
    if (isRequest) {
      this.#held.delete(id);
    }
    this.#one(message, Number.POSITIVE_INFINITY, attachments, undefined, isCancelled);
  }

  sendProgress(call: IncomingCall, id: MessageId, value: unknown): void {
    if (!this.#sender.peer.can('progress')) {
      return;
    }
    const encoded = this.#sender.encode(value, 'progress', 'progress');
    const params = `[${encodeId(id)},${encoded.json}]`;
    const line = encodeCall(undefined, '$/progress', encoded.announcements, params);
    if (encoded.long !== undefined && encoded.long.length > 0) {
      call.order ??= new MessageOrder(this.#sender);
    }
    (call.order ?? this.#sender).post(line, encoded);
    this.#sender.flushIfStale();
  }

  #hold(message: JsonObject, attachments: readonly Buffer[], length: number): void {
    const { id, method } = message;
    if (isId(id) && method !== undefined) {
      // A cancel may overtake the long values.
      this.#held.set(id, 'waiting');
    }
    this.longValues?.announce(message, attachments, length);
  }

  #cancel(id: MessageId): void {
    if (this.#held.has(id)) {
      this.#held.set(id, 'cancelled');
    } else {
      this.#dispatcher.cancel(id, cancelledByCaller());
    }
  }

  #batch(messages: readonly unknown[], length: number): void {
    // An empty batch is answered by one error, not by an empty batch (JSON-RPC 2.0, section 6).
    if (messages.length === 0) {
      this.#sender.postOwn(encodeError(null, invalidRequest));
      return;
    }
    const batch = new Batch((line) => this.#postBatch(line));
    for (const message of messages) {
      this.#one(message, length, noAttachments, batch);
    }
    batch.done();
  }

  #postBatch(line: string): void {
    if (this.#sender.fits(line)) {
      this.#sender.post(line);
      return;
    }
    const message =
      'The answers to the batch are longer together than the limit of the other side; send less at once.';
    this.#sender.postError({ code: errorCodes.internalError, message }, (sent) => encodeError(null, sent));
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
    const parts: MessageParts = { message, attachments, length };
    // JSON has no undefined: what reads as that is not there.
    const { id = undefined, method, params } = message;
    const isIdFine = id === undefined || isId(id);
    if (method === undefined && params === undefined && isIdFine && id !== undefined) {
      if (!this.#answers.take(message, id, parts)) {
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
      const call = new IncomingCall(this, id, method, params);
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
    try {
      this.#values.decodeArguments(call, parts);
    } catch (error) {
      this.#dispatcher.fail(call, error);
      return;
    }
    if (call.isCancelled) {
      this.#dispatcher.fail(call, call.cancelReason);
    } else {
      this.#dispatcher.start(call);
    }
  }

  #ownNotification(method: string, params: Params | undefined, parts: MessageParts): void {
    const list: readonly unknown[] = Array.isArray(params) ? params : [];
    if (method === '$/chunk') {
      this.longValues?.receive(list[0], parts.attachments);
      return;
    }
    if (method === '$/cancelRequest') {
      const id: unknown = isJsonObject(params) ? params['id'] : undefined;
      if (isId(id)) {
        this.#cancel(id);
      }
      return;
    }
    if (method === '$/stream/end') {
      // An error holds no markers, and is read as that of an answer is.
      this.#streams.receive(method, list);
      return;
    }
    try {
      this.#values.decodeContent(list, parts);
    } catch (error) {
      // Whoever reads the stream must hear of it. Nobody waits for progress.
      if (method === '$/stream/items') {
        this.#streams.fail(list[0], error);
      }
      return;
    }
    if (method === '$/progress') {
      this.#calls.get(list[0])?.progress(list[1]);
    } else if (method.startsWith('$/stream/')) {
      this.#streams.receive(method, list);
    }
  }

  #invalid(id: MessageId, batch: Batch | undefined): void {
    const answer = encodeError(id, invalidRequest);
    if (batch === undefined) {
      this.#sender.postOwn(answer);
    } else {
      batch.addAtOnce(answer);
    }
  }
}

function cancelledByCaller(): DOMException {
  return new DOMException('The caller has cancelled the call.', 'AbortError');
}

function plainParts(length: number): MessageParts {
  return { message: undefined, attachments: noAttachments, length };
}
