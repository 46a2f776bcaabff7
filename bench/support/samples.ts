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

/** The middle one; the mean of the middle two of an even number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) {
    throw new Error('Nothing was measured.');
  }
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The median of the numbers of this name. */
export function medianOf(samples: Samples, name: string): number {
  return median(numbers(samples, name));
}

/** A number for people: three digits that count. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
