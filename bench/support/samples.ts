import { median } from './statistics.js';

/** What a measuring program printed: records of numbers. */
export type Samples = readonly Readonly<Record<string, unknown>>[];

/** Reads one JSON object a line. */
export function parseRecords(output: string): Samples {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The numbers of this name, one a record. */
export function numbers(samples: Samples, name: string): number[] {
  return samples.map((sample) => {
    const value = sample[name];
    if (typeof value !== 'number') {
      throw new Error(`A result has no number '${name}': ${JSON.stringify(sample)}`);
    }
    return value;
  });
}

/** The median of the numbers of this name. */
export function medianOf(samples: Samples, name: string): number {
  return median(numbers(samples, name));
}
