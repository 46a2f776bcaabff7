import { expect } from 'vitest';
import { BUDGET, type Outcome } from './outcome.js';

/** What is held for a peer may be half as much again as its budget, with all that the runtime takes for it. */
const MOST_OVER_BASELINE = 1.5 * BUDGET;

/** A reason that tells somebody what was wrong. */
const REASON =
  /\b(over the limit|MaxBufferedBytes|send no more than|is announced|expects? it|allows|announces)\b/i;

/** An attack has ended in order, whatever became of the connection. */
export function expectOrder({ isAlive, refusal, failures, opened, settled, baseline, peak }: Outcome): void {
  const reasons = [refusal, ...failures].join('\n');
  expect.soft(opened, 'calls that were open during the attack').toBe(12);
  expect.soft(settled, 'calls that have ended').toBe(opened);
  expect.soft(peak - baseline, 'resident memory over the baseline').toBeLessThan(MOST_OVER_BASELINE);
  if (!isAlive) {
    expect.soft(reasons, 'what is said of the end').toMatch(REASON);
  }
}

/** The attacks that a connection must not survive: what they make somebody hold, or break, cannot be put right. */
export const fatal: readonly string[] = [
  'announcements without bytes',
  'a line without an end',
  'items beyond the credit',
  'chunks of nothing',
  'chunks that are longer than announced',
  'attachments that are too long',
];
