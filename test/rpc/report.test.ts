import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import { attempt, attemptEach, report } from '../../node-child/src/errors/report.js';
import { settle } from './pair.js';

let said: MockInstance<typeof console.error>;

beforeEach(() => {
  // Printed as the real one prints, which is where code of the user runs.
  said = vi.spyOn(console, 'error').mockImplementation((...values) => void values.map((one) => inspect(one)));
});

afterEach(() => said.mockRestore());

test('what one throws keeps none of the others from its turn', () => {
  const turns: number[] = [];
  const error = new Error('not this one');
  attemptEach('a turn', [1, 2, 3], (turn) => {
    turns.push(turn);
    if (turn === 2) {
      throw error;
    }
  });
  expect(turns).toEqual([1, 2, 3]);
  expect(said.mock.calls).toEqual([['nodepipe: a turn failed:', error]]);
});

test('those that are added meanwhile have no turn', () => {
  const items = new Set([1, 2]);
  attemptEach('a turn', items, (item) => items.add(item + 10));
  expect([...items]).toEqual([1, 2, 11, 12]);
});

test('a promise that rejects is reported as a throw is', async () => {
  const error = new Error('too late');
  attempt('the work', () => Promise.reject(error));
  await settle(1);
  expect(said.mock.calls).toEqual([['nodepipe: the work failed:', error]]);
});

test('an error that throws where it is printed is reported all the same', () => {
  const refuse = () => {
    throw new Error('not to be looked at');
  };
  const hostile = { [inspect.custom]: refuse, toString: refuse, [Symbol.toPrimitive]: refuse };
  report('the work', hostile);
  expect(said.mock.calls.at(-1)).toEqual(['nodepipe: the work failed:', expect.any(String)]);
});
