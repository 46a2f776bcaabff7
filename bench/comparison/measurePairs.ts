import type { Bench } from '../support/bench.js';
import type { Finding, Row } from '../support/row.js';
import type { Pair } from './comparison.js';

const PAIRS = 5;

/** The same rows of two checkouts, in turn; row by row, so that what is compared lies close together. */
export async function measurePairs(rows: readonly Row[], before: Bench, after: Bench): Promise<Pair[]> {
  const pairs = Array.from({ length: PAIRS }, () => ({ before: [] as Finding[], after: [] as Finding[] }));
  for (const row of rows) {
    for (const [index, pair] of pairs.entries()) {
      const measure = async (side: keyof Pair, bench: Bench) => {
        bench.progress(`${row.name}, pair ${index + 1} of ${PAIRS}: ${side}`);
        pair[side].push(...(await row.measure(bench)));
      };
      // Each is first in turn, so that neither always has the machine that the other has warmed up.
      if (index % 2 === 0) {
        await measure('before', before);
        await measure('after', after);
      } else {
        await measure('after', after);
        await measure('before', before);
      }
    }
  }
  return pairs;
}
