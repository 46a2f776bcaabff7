import type { TransportReceiver } from './transport.js';

/**
 * Hands on what streams bring when the code has run that is running now. Streams in memory answer a write before it returns;
 * so nobody behind this has to reckon with an answer in the middle of a write, or with bytes in the middle of others.
 */
export function inLaterTurns(receiver: TransportReceiver): TransportReceiver {
  return {
    data: (chunk) => process.nextTick(() => receiver.data(chunk)),
    broken: () => process.nextTick(() => receiver.broken?.()),
    end: (error) => process.nextTick(() => receiver.end(error)),
  };
}
