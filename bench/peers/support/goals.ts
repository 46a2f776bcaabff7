import { short } from '../../support/samples.js';
import type { Goal } from './line.js';

/** A value that should not be passed; nothing where it was not measured. */
export function atMost(limit: number, value: number | undefined, text: string, unit = ''): Goal {
  return value === undefined
    ? { text, measured: 'not measured' }
    : { text, measured: `${short(value)}${unit}`, isMet: value <= limit };
}

/** A value that should be reached; nothing where it was not measured. */
export function atLeast(limit: number, value: number | undefined, text: string, unit = ''): Goal {
  return value === undefined
    ? { text, measured: 'not measured' }
    : { text, measured: `${short(value)}${unit}`, isMet: value >= limit };
}

/** One divided by the other, where both are there. */
export function ratio(over: number | undefined, under: number | undefined): number | undefined {
  return over === undefined || under === undefined ? undefined : over / under;
}
