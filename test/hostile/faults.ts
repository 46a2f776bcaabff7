import { BUDGET, type Outcome } from './outcome.js';

/** What is held for a peer may be half as much again as its budget, with all that the runtime takes for it. */
export const MOST_OVER_BASELINE = 1.5 * BUDGET;

/** A reason tells what was too much or wrong, and not only that the connection has ended. */
const REASON = /limit|allows|send no more than|were asked for|announce|does not expect|more than/i;

/** The attacks that a connection must not survive: what they break cannot be put right. */
const fatal: readonly string[] = [
  'items beyond the credit',
  'chunks of nothing',
  'chunks that are longer than announced',
  'attachments that are too long',
];

/** What was not in order when somebody was attacked; nothing where all was. */
export function faultsOf(outcome: Outcome): string[] {
  const { attack, isAlive, refusal, failures, opened, settled, baseline, peak } = outcome;
  const faults: string[] = [];
  if (opened === 0 || settled < opened) {
    faults.push(`${settled} of ${opened} open calls have ended`);
  }
  if (!(peak - baseline < MOST_OVER_BASELINE)) {
    faults.push(`${peak - baseline} bytes over the baseline, where ${MOST_OVER_BASELINE} are allowed`);
  }
  if (!isAlive && ![refusal, ...failures].some((text) => text !== undefined && REASON.test(text))) {
    faults.push(`closed without a reason: ${[refusal, ...failures].join('; ')}`);
  }
  if (isAlive && fatal.includes(attack.name)) {
    faults.push('the connection goes on');
  }
  return faults;
}
