import { setTimeout as delay } from 'node:timers/promises';
import type { Transport } from './transport.js';

/** How long the other side may read nothing while this one waits to be done with it. */
const GRACE_MILLISECONDS = 5_000;

/**
 * Ends a transport: all that was written goes out as long as the other side takes it. Where it takes nothing for a while,
 * what is left is dropped, so that whoever disposes does not wait for ever.
 */
export async function endForGood(transport: Transport): Promise<void> {
  const stopped = new AbortController();
  const ended = transport.end().finally(() => stopped.abort());
  for (let left = Number.POSITIVE_INFINITY; !stopped.signal.aborted; ) {
    const unwritten = transport.unwritten ?? 0;
    if (unwritten >= left) {
      transport.abandon();
      return;
    }
    left = unwritten;
    await Promise.race([
      ended,
      delay(GRACE_MILLISECONDS, undefined, { signal: stopped.signal, ref: false }),
    ]).catch(() => {});
  }
  await ended;
}
