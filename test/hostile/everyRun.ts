import { expect, test } from 'vitest';
import { faultsOf } from './faults.js';
import type { Attack, Outcome } from './outcome.js';

/** One of each kind, for every run of the tests; `npm run soak` makes them all. */
const names = [
  'requests that stay open',
  'requests whose answers a plain peer never reads',
  'streams without end',
  'notifications',
  'lines of text',
  'answers to nothing',
  'progress',
  'announcements without bytes',
  'long values that come half',
  'a line without an end',
  'a byte at a time',
  'random messages',
  'answers of wrong shapes',
  'deep nesting',
  'items beyond the credit',
  'chunks that are longer than announced',
];

/** The seed is in the title of each test; the variable makes the same attacks again. */
const seed = Number(process.env['NODEPIPE_SEED'] ?? Date.now() % 1_000_000);

/** Tests what becomes of each attack. */
export function testAttacks(make: (attack: Attack) => Promise<Outcome>): void {
  test.concurrent.each(names)(`%s (NODEPIPE_SEED=${seed})`, async (name) => {
    expect(faultsOf(await make({ name, seed, milliseconds: 500 }))).toEqual([]);
  });
}
