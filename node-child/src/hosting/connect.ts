import { CallTimeoutError } from '../errors/callErrors.js';
import { ProtocolError } from '../errors/connectionErrors.js';
import { handled } from '../errors/handled.js';
import { StartError } from '../errors/startError.js';
import type { Handler, IncomingCall } from '../rpc/calls/incomingCall.js';
import { Connection } from '../rpc/connection.js';
import { endForGood } from '../transport/endForGood.js';
import { ModuleCallContext } from './callContext.js';
import {
  type ConnectOptions,
  checkConnectOptions,
  DEFAULT_HELLO_TIMEOUT,
  type ExposedFunction,
} from './connectOptions.js';
import { defineGlobal, runInContext } from './currentCall.js';
import { type OpenEndpoint, openEndpoint } from './endpoint.js';
import { type Peer, peerOf } from './peer.js';
import { runtimeInfo } from './runtimeInfo.js';

const openConnections = new Set<Connection>();

type UntypedFunction = (this: unknown, ...args: never) => unknown;

/** A connection that is open until the other side ends it, or {@link close} is called. */
export interface OpenConnection<Contract = undefined> extends AsyncDisposable {
  /** The other side, as what can be called. */
  readonly peer: Peer<Contract>;

  /** Resolves when the other side has ended the connection; rejects where that was not in order. */
  readonly ended: Promise<void>;

  /**
   * Flushes, and ends the connection. What the other side does not take is dropped, once it has taken nothing for 5 seconds.
   */
  close(): Promise<void>;
}

/**
 * Connects a program of your own: it exposes functions, and calls the other side. With an interface of the other side's functions,
 * `connect<Contract>()`, its `peer` is typed by it.
 *
 * @throws StartError where the descriptors are missing or cannot carry a connection, and where the hello is not answered in time
 * @throws ConnectionClosedError where the other side ends before it has answered the hello
 * @throws TypeError for options that are none
 * @throws the reason of the signal
 */
export async function connect<Contract = undefined>(
  options: ConnectOptions = {},
): Promise<OpenConnection<Contract>> {
  checkConnectOptions(options);
  options.signal?.throwIfAborted();
  return connectOver(await openEndpoint('connect()', options.over, options.transport), options);
}

/** The same over a transport that is open, and that the connection closes: also where it cannot be made. */
export async function connectOver<Contract = undefined>(
  { transport, form }: OpenEndpoint,
  options: ConnectOptions,
): Promise<OpenConnection<Contract>> {
  const { framing, maxMessageLength, maxOpenCalls, maxBufferedBytes } = options;
  const connection: Connection = new Connection(transport, {
    handlers: handlersFor(options.functions ?? {}, () => connection),
    scope: runInScope,
    runtime: runtimeInfo(form),
    framing,
    ...(maxMessageLength !== undefined && { maxMessageLength }),
    ...(maxOpenCalls !== undefined && { maxOpenCalls }),
    ...(maxBufferedBytes !== undefined && { maxBufferedBytes }),
  });
  defineGlobal();
  flushAtExit(connection);
  const closeBoth = async () => {
    connection.close();
    openConnections.delete(connection);
    await endForGood(transport);
  };
  const close = () => handled(closeBoth());
  const ended = handled(
    connection.ended.then((failure) => {
      if (failure instanceof ProtocolError) {
        // Nothing can follow: the other side is to see that too.
        void close();
      }
      if (failure !== undefined) {
        throw failure;
      }
    }),
  );
  void forgetWhenEnded(connection);
  transport.start(connection);
  try {
    await introduce(connection, options);
  } catch (error) {
    void close();
    throw error;
  }
  const peer = peerOf(connection.host) as Peer<Contract>;
  return { peer, ended, close, [Symbol.asyncDispose]: close };
}

async function introduce(connection: Connection, options: ConnectOptions): Promise<void> {
  const { over, signal, timeout = DEFAULT_HELLO_TIMEOUT } = options;
  const { hello = over !== undefined && 'child' in over ? 'say' : 'answer' } = options;
  if (hello === 'answer') {
    return;
  }
  try {
    await connection.hello({ signal, timeout });
  } catch (error) {
    if (!(error instanceof CallTimeoutError)) {
      throw error;
    }
    throw new StartError(
      `connect() has waited ${timeout} ms for the answer to its hello, and none came: does the other side connect, and in the ` +
        "same framing? For one that does not know NodePipe give hello: 'answer'; for a slow one a longer timeout.",
      { cause: error },
    );
  }
}

// One listener for all: Node warns of many.
function flushAtExit(connection: Connection): void {
  if (openConnections.size === 0) {
    process.off('exit', flushAll);
    process.prependListener('exit', flushAll);
  }
  openConnections.add(connection);
}

// What the open calls still answer goes out by itself; behind that there is nothing to flush.
async function forgetWhenEnded(connection: Connection): Promise<void> {
  await connection.ended;
  await connection.idle();
  connection.flush();
  openConnections.delete(connection);
}

function flushAll(): void {
  for (const connection of openConnections) {
    connection.flush();
  }
}

function handlersFor(
  functions: Readonly<Record<string, ExposedFunction>>,
  connection: () => Connection,
): Map<string, Handler> {
  return new Map(
    Object.entries(functions).map(([name, run]): [string, Handler] => [
      name,
      (call) => {
        const context = new ModuleCallContext(connection(), call);
        call.context = context;
        return runInContext<unknown>(context, run as UntypedFunction, context, call.arguments);
      },
    ]),
  );
}

function runInScope<T>(call: IncomingCall, run: () => T): T {
  const { context } = call;
  return context instanceof ModuleCallContext ? runInContext(context, run) : run();
}
