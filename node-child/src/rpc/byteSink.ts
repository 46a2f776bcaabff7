import type { Transport } from '../transport/transport.js';

/** Where a connection writes to; a transport is one. */
export type ByteSink = Pick<Transport, 'write' | 'peerAlwaysReads'>;
