/** The middle of some values, and between which eight tenths of them lie. */
export interface Spread {
  /** The 10th percentile. */
  readonly low: number;
  readonly median: number;
  /** The 90th percentile. */
  readonly high: number;
}

/**
 * The value that this share of the values lies below. Between two of them it is interpolated: of n values in order
 * the one at `share * (n - 1)`, counted from 0.
 *
 * @param share from 0 to 1
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) {
    throw new Error('Nothing was measured.');
  }
  return below + (above - below) * (position - Math.floor(position));
}

/** The middle one; the mean of the middle two of an even number. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function spreadOf(values: readonly number[]): Spread {
  return { low: percentile(values, 0.1), median: median(values), high: percentile(values, 0.9) };
}

/** Of values that were measured side by side: the first over the first, and so on. */
export function ratiosOf(over: readonly number[], under: readonly number[]): number[] {
  if (over.length !== under.length) {
    throw new Error(`What was measured ${over.length} times has no pairs in what was ${under.length} times.`);
  }
  return over.map((value, index) => value / (under[index] ?? Number.NaN));
}

/** The middle of ratios: twice as much and half as much come to no difference. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Of several things that were measured in turn: the mean of the first value of each, and so on. */
export function geometricMeans(series: readonly (readonly number[])[]): number[] {
  const [first = []] = series;
  return first.map((_, turn) => geometricMean(series.map((values) => values[turn] ?? Number.NaN)));
}
