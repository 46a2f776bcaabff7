import { expect, test } from 'vitest';
import { verdictOn } from '../../bench/support/verdict.js';

/** Their 10th percentile is 18, their 90th 82. */
const values = [10, 20, 30, 40, 50, 60, 70, 80, 90];

test('a goal is met where the spread stays under it', () => {
  expect(verdictOn(values, { atMost: 82 })).toBe('yes');
  expect(verdictOn(values, { atLeast: 18 })).toBe('yes');
});

test('a goal is not met where the spread stays above it', () => {
  expect(verdictOn(values, { atMost: 17.9 })).toBe('no');
  expect(verdictOn(values, { atLeast: 82.1 })).toBe('no');
});

test('what reaches the goal just so is not missed for sure', () => {
  expect(verdictOn([5, 5, 9, 9], { atMost: 5 })).toBe('unclear');
  expect(verdictOn([1, 1, 5, 5], { atLeast: 5 })).toBe('unclear');
});

test('it is unclear where the spread crosses the goal, wherever the median is', () => {
  expect(verdictOn(values, { atMost: 75 })).toBe('unclear');
  expect(verdictOn(values, { atMost: 25 })).toBe('unclear');
  expect(verdictOn(values, { atLeast: 25 })).toBe('unclear');
  expect(verdictOn(values, { atLeast: 75 })).toBe('unclear');
});
