import { numbers, type Samples } from '../../support/samples.js';
import { median, ratiosOf } from '../../support/statistics.js';

/** Samples by the name of the contender. Of all contenders the first ones were measured side by side, and so on. */
export class Results {
  readonly #samples = new Map<string, Samples>();

  /** Adds what carries its contender's name in `peer`. */
  addAll(samples: Samples): void {
    for (const sample of samples) {
      const name = String(sample['peer']);
      this.#samples.set(name, [...(this.#samples.get(name) ?? []), sample]);
    }
  }

  /** One a turn; nothing where this contender was not measured. */
  values(name: string, value: string): number[] | undefined {
    const samples = this.#samples.get(name);
    return samples === undefined ? undefined : numbers(samples, value);
  }

  /** The median over all turns; nothing where this contender was not measured. */
  median(name: string, value: string): number | undefined {
    const values = this.values(name, value);
    return values === undefined ? undefined : median(values);
  }

  /** One contender's values divided by another's, a turn each; nothing where one of them was not measured. */
  ratios(over: string, under: string, value: string): number[] | undefined {
    const [above, below] = [this.values(over, value), this.values(under, value)];
    return above === undefined || below === undefined ? undefined : ratiosOf(above, below);
  }
}
