import { ProtocolError } from '../errors/connectionErrors.js';
import { handled } from '../errors/handled.js';
import type { Handler, IncomingCall } from '../rpc/calls/incomingCall.js';
import type { Host } from '../rpc/calls/remoteHost.js';
import { Connection } from '../rpc/connection.js';
import { endForGood } from '../transport/endForGood.js';
import { ModuleCallContext } from './callContext.js';
import { type ConnectOptions, checkConnectOptions, type ExposedFunction } from './connectOptions.js';
import { defineGlobal, runInContext } from './currentCall.js';
import { openEndpoint } from './endpoint.js';
import { runtimeInfo } from './runtimeInfo.js';

const openConnections = new Set<Connection>();

type UntypedFunction = (this: unknown, ...args: never) => unknown;

/** A connection that is open until the other side ends it, or {@link close} is called. */
export interface OpenConnection extends AsyncDisposable {
  /** The other side, as what can be called. */
  readonly host: Host;

  /** Resolves when the other side has ended the connection; rejects where that was not in order. */
  readonly ended: Promise<void>;

  /**
   * Flushes, and ends the connection. What the other side does not take is dropped, once it has taken nothing for 5 seconds.
   */
  close(): Promise<void>;
}

/**
 * Connects a program of your own: it exposes functions, and calls the other side.
 *
 * @throws StartError where the descriptors are missing, or cannot carry a connection
 * @throws TypeError for options that are none
 */
export async function connect(options: ConnectOptions = {}): Promise<OpenConnection> {
  checkConnectOptions(options);
  const {
    over,
    io,
    framing,
    maxMessageLength,
    maxOpenCalls,
    maxBufferedBytes,
    startedOther = false,
  } = options;
  const { transport, form } = await openEndpoint('connect()', over, io);
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
  if (startedOther) {
    await connection.hello();
  }
  const closeBoth = async () => {
    connection.close();
    openConnections.delete(connection);
    await endForGood(transport);
  };
  const close = () => handled(closeBoth());
  return { host: connection.host, ended, close, [Symbol.asyncDispose]: close };
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
