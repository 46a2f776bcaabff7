import type { Handler } from '../../node-child/src/rpc/calls/incomingCall.js';
import type { Host } from '../../node-child/src/rpc/calls/remoteHost.js';
import type { Connection } from '../../node-child/src/rpc/connection.js';
import type { ConnectionOptions } from '../../node-child/src/rpc/connectionOptions.js';
import { connectedPair } from '../support/connectedPair.js';

/** A host and a child in memory; the host has said its hello. */
export interface TestPair extends Disposable {
  /** What the host sees of the child: what it can call. */
  readonly child: Host;
  /** What the child sees of the host. */
  readonly host: Host;
  readonly hostSide: Connection;
  readonly childSide: Connection;
  disconnect(): void;
}

type Functions = Readonly<Record<string, Handler>>;

/** Joins a host and a child that has these functions. */
export async function startPair(
  childFunctions: Functions = {},
  hostFunctions: Functions = {},
  childOptions: ConnectionOptions = {},
  hostOptions: ConnectionOptions = {},
): Promise<TestPair> {
  const pair = connectedPair(
    { ...hostOptions, handlers: new Map(Object.entries(hostFunctions)) },
    { ...childOptions, handlers: new Map(Object.entries(childFunctions)) },
  );
  await pair.left.hello();
  return {
    child: pair.left.host,
    host: pair.right.host,
    hostSide: pair.left,
    childSide: pair.right,
    disconnect: () => pair.disconnect(),
    [Symbol.dispose]: () => pair.disconnect(),
  };
}

/** A handler that returns its first argument. */
export const echo: Handler = (call) => call.arguments[0];

/** A handler that waits for its signal and then throws the signal's reason. */
export const waitForAbort: Handler = ({ signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/** Lets everything that is on its way arrive. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A promise and what settles it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

export function deferred<T = void>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
