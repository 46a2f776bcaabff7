import { medianOf, type Samples } from '../../support/samples.js';

/** Samples by the name of the contender. */
export class Results {
  readonly #samples = new Map<string, Samples>();

  add(name: string, samples: Samples): void {
    if (samples.length > 0) {
      this.#samples.set(name, [...(this.#samples.get(name) ?? []), ...samples]);
    }
  }

  /** Adds what carries its contender's name in `peer`. */
  addAll(samples: Samples): void {
    for (const sample of samples) {
      this.add(String(sample['peer']), [sample]);
    }
  }

  /** The median over all turns; nothing where this contender was not measured. */
  median(name: string, value: string): number | undefined {
    const samples = this.#samples.get(name);
    return samples === undefined ? undefined : medianOf(samples, value);
  }
}
