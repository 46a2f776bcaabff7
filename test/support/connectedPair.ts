import { Connection } from '../../node-child/src/rpc/connection.js';
import type { ConnectionOptions } from '../../node-child/src/rpc/connectionOptions.js';
import type { ByteSink } from '../../node-child/src/rpc/messages/outbox.js';

/** Two connections that are joined in memory, without a process or a descriptor. */
export interface ConnectedPair extends Disposable {
  readonly left: Connection;
  readonly right: Connection;

  /** Ends both, as when either process has gone. */
  disconnect(): void;
}

/**
 * Joins two connections. What one writes reaches the other in a later turn of the event loop, as over a pipe.
 *
 * @param cut cuts what is written into chunks; by default each write is one
 */
export function connectedPair(
  leftOptions: ConnectionOptions = {},
  rightOptions: ConnectionOptions = {},
  cut: (bytes: Buffer) => readonly Buffer[] = (bytes) => [bytes],
): ConnectedPair {
  let isOpen = true;
  const toOther = (other: () => Connection): ByteSink => ({
    write(bytes) {
      // Copied, because a pipe copies too.
      const chunks = cut(Buffer.from(bytes as Uint8Array));
      setImmediate(() => {
        for (const chunk of chunks) {
          if (isOpen) {
            other().data(chunk);
          }
        }
      });
    },
    peerAlwaysReads() {},
  });
  const left: Connection = new Connection(
    toOther(() => right),
    leftOptions,
  );
  const right: Connection = new Connection(
    toOther(() => left),
    rightOptions,
  );
  const disconnect = () => {
    isOpen = false;
    left.end();
    right.end();
  };
  return { left, right, disconnect, [Symbol.dispose]: disconnect };
}
