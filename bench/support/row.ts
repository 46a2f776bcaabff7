import type { Bench } from './bench.js';
import type { Limit } from './verdict.js';

/** Everything held on one core, so that the scheduler has no say; or left to the system. */
export type Mode = 'pinned' | 'free';

/** One kind of work: a file in `rows/`, listed in `rows.ts`. */
export interface Row {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  /** Measured only where it is named: what it shows is for a choice, not for the table. */
  readonly isOnRequest?: true;

  /** Measures, in every mode of the bench, and checks every answer that it times. */
  measure(bench: Bench): Promise<readonly Finding[]>;
}

/** One line of the table. */
export interface Finding {
  readonly work: string;
  /** What was measured in each mode, or in words why it was not. */
  readonly figures: Readonly<Partial<Record<Mode, Figure>>> | string;
  /** Judged pinned, or free where nothing can be pinned. */
  readonly goal?: { readonly text: string; readonly limit: Limit };
  /** Measured for comparison only: the library has no part in it. */
  readonly isWithoutLibrary?: true;
}

/** What was measured, and how people read it. */
export interface Figure {
  readonly text: string;
  /** One a repetition; left out where the text says more than one thing. */
  readonly values?: readonly number[];
  /** Whether larger values are the better ones. */
  readonly isRate?: true;
  /** What the goal is held against, one a repetition, in the goal's unit; left out where nothing is. */
  readonly judged?: readonly number[];
}
