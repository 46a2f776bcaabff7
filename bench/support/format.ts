import { median, spreadOf } from './statistics.js';

/** A number for people: three digits that count. */
export function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The median with its spread behind it, such as "1.66 ms (1.52–1.81)"; one value alone has none. */
export function withSpread(values: readonly number[], unit: string): string {
  const { low, median, high } = spreadOf(values);
  const spread = values.length === 1 ? '' : ` (${short(low)}–${short(high)})`;
  return `${short(median)} ${unit}${spread}`;
}

/** A time in microseconds, for people. */
export function duration(microseconds: number): string {
  const { unit, each } = unitOf(microseconds);
  return `${short(microseconds / each)} ${unit}`;
}

/** Times in microseconds: their median with its spread behind it. */
export function durations(microseconds: readonly number[]): string {
  const { unit, each } = unitOf(median(microseconds));
  return withSpread(
    microseconds.map((time) => time / each),
    unit,
  );
}

function unitOf(microseconds: number): { unit: string; each: number } {
  if (microseconds < 1_000) {
    return { unit: 'µs', each: 1 };
  }
  return microseconds < 1_000_000 ? { unit: 'ms', each: 1_000 } : { unit: 's', each: 1_000_000 };
}
