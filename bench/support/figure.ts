import { durations, withSpread } from './format.js';
import type { Figure } from './row.js';
import { numbers, type Samples } from './samples.js';
import { ratiosOf } from './statistics.js';

/** Values that the goal is held against as they are. */
export function plainFigure(values: readonly number[], unit: string): Figure {
  return { values, judged: values, text: withSpread(values, unit) };
}

/** Times in microseconds, without a goal. */
export function timeFigure(microseconds: readonly number[]): Figure {
  return { values: microseconds, text: durations(microseconds) };
}

/**
 * Round trips, by their `p50` and `p99` in microseconds.
 *
 * @param floor the C program's, measured side by side; the goal is held against how many times these they take
 */
export function roundTripFigure(samples: Samples, floor: Samples = []): Figure {
  const values = numbers(samples, 'p50');
  const text = `p50 ${withSpread(values, 'µs')}, p99 ${withSpread(numbers(samples, 'p99'), 'µs')}`;
  if (floor.length === 0) {
    return { values, text };
  }
  const ratios = ratiosOf(values, numbers(floor, 'p50'));
  return { values, judged: ratios, text: `${text}: ${withSpread(ratios, '× C')}` };
}
