import type { TransportReceiver } from './transport.js';

/**
 * Hands on what streams bring when the code has run that is running now. Streams in memory answer a write before it returns;
 * so nobody behind this has to reckon with an answer in the middle of a write, or with bytes in the middle of others.
 *
 * @param isWanted whether what has come is still to be handed on
 */
export function inLaterTurns(receiver: TransportReceiver, isWanted: () => boolean): TransportReceiver {
  const later = (hand: () => void) =>
    process.nextTick(() => {
      if (isWanted()) {
        hand();
      }
    });
  return {
    data: (chunk) => later(() => receiver.data(chunk)),
    broken: () => process.nextTick(() => receiver.broken?.()),
    end: (error, reason) => later(() => receiver.end(error, reason)),
  };
}
