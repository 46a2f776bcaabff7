import { withSpread } from '../../support/format.js';
import { type Limit, verdictOn } from '../../support/verdict.js';
import type { Goal } from './line.js';

/**
 * Holds a goal against what was measured.
 *
 * @param values one a turn; nothing where it was not measured
 * @param unit of the values and the limit
 */
export function hold(text: string, limit: Limit, values: readonly number[] | undefined, unit: string): Goal {
  return values === undefined
    ? { text, measured: 'not measured' }
    : { text, measured: withSpread(values, unit), verdict: verdictOn(values, limit) };
}
