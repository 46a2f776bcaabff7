import { spreadOf } from './statistics.js';

/** What a figure should stay under or at, or reach. */
export type Limit = { readonly atMost: number } | { readonly atLeast: number };

/** Whether a goal is met; unclear where some repetitions say so and others do not. */
export type Verdict = 'yes' | 'no' | 'unclear';

/**
 * Unclear where the limit lies within the spread, from the 10th to the 90th percentile.
 *
 * @param values one a repetition; a goal that is a ratio is held against ratios of what was measured side by side
 */
export function verdictOn(values: readonly number[], limit: Limit): Verdict {
  const { low, high } = spreadOf(values);
  const [best, worst] = 'atMost' in limit ? [low, high] : [-high, -low];
  const bound = 'atMost' in limit ? limit.atMost : -limit.atLeast;
  if (worst <= bound) {
    return 'yes';
  }
  return best > bound ? 'no' : 'unclear';
}

/** A verdict in a table. */
export function emphasized(verdict: Verdict): string {
  return verdict === 'no' ? '**no**' : verdict;
}
