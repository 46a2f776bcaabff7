import { CALLBACK_METHOD, Callbacks } from './calls/callbacks.js';
import { Dispatcher } from './calls/dispatcher.js';
import { IncomingAnswers } from './calls/incomingAnswers.js';
import type { Handler } from './calls/incomingCall.js';
import { IncomingValues } from './calls/incomingValues.js';
import { OutgoingAnswers } from './calls/outgoingAnswers.js';
import { PendingCalls } from './calls/pendingCalls.js';
import { type ConnectionOptions, withDefaults } from './connectionOptions.js';
import { Ending } from './ending.js';
import { IncomingBytes } from './incomingBytes.js';
import { IncomingMessages } from './incomingMessages.js';
import { Introduction } from './introduction.js';
import { ByteBudget } from './messages/byteBudget.js';
import { HELLO_METHOD } from './messages/hello.js';
import { type ByteSink, Outbox } from './messages/outbox.js';
import { Peer } from './messages/peer.js';
import { endSequence } from './streams/itemSource.js';
import { Streams } from './streams/streams.js';
import { LongValueAssembler } from './values/longValueAssembler.js';
import { LongValueChunker } from './values/longValueChunker.js';
import { OutgoingValues } from './values/outgoingValues.js';

/** What a connection is made of, as far as it is told to do something. */
export interface Wiring {
  readonly peer: Peer;
  readonly outbox: Outbox;
  readonly chunker: LongValueChunker;
  readonly streams: Streams;
  readonly calls: PendingCalls;
  readonly dispatcher: Dispatcher;
  readonly introduction: Introduction;
  readonly bytes: IncomingBytes;
  readonly ending: Ending;
}

/** Makes the parts of a connection, and gives each what it needs of the others. */
export function wire(sink: ByteSink, given: ConnectionOptions): Wiring {
  const options = withDefaults(given);
  const { maxMessageLength, framing } = options;
  const peer = new Peer();
  const budget = new ByteBudget(options.maxBufferedBytes);
  const outbox = new Outbox(sink, peer, budget, framing);
  const chunker = new LongValueChunker(outbox, peer, budget);
  const outgoing = new OutgoingValues(peer, chunker, endSequence);
  const streams = new Streams(outbox, outgoing);
  const callbacks = new Callbacks();
  const calls = new PendingCalls(outbox, peer, outgoing, streams, callbacks);
  const introduction = new Introduction(sink, peer, maxMessageLength, options.runtime);
  const own = new Map<string, Handler>([
    [HELLO_METHOD, (call) => introduction.answer(call)],
    [CALLBACK_METHOD, (call) => callbacks.handle(call)],
  ]);
  const owner = new OutgoingAnswers(outbox, peer, outgoing, streams, options.maxOpenCalls, options.scope);
  const fallback = (method: string, isRequest: boolean) =>
    own.get(method) ?? options.fallback?.(method, isRequest);
  const dispatcher = new Dispatcher({ ...options, fallback }, owner, outbox, budget, peer);
  const values = new IncomingValues(calls, streams);
  const answers = new IncomingAnswers(calls, values, peer);
  const assembler = new LongValueAssembler(maxMessageLength, budget);
  const messages = new IncomingMessages(
    { dispatcher, owner, calls, streams, values, answers, assembler, outbox },
    budget,
  );
  const ending = new Ending({ calls, dispatcher, streams, callbacks, assembler, chunker, outbox });
  const bytes = new IncomingBytes(
    { messages, assembler, dispatcher, outbox, ending },
    maxMessageLength,
    framing,
  );
  budget.onExceeded = (error) => ending.fail(error);
  chunker.onTorn = (error) => ending.stop(error);
  return { peer, outbox, chunker, streams, calls, dispatcher, introduction, bytes, ending };
}
