import { expect, test } from 'vitest';
import {
  geometricMean,
  geometricMeans,
  median,
  percentile,
  ratiosOf,
  spreadOf,
} from '../../bench/support/statistics.js';

test('a percentile between two values is interpolated between them', () => {
  const values = [9, 1, 8, 2, 7, 3, 6, 4, 5];
  expect(percentile(values, 0)).toBe(1);
  expect(percentile(values, 0.1)).toBeCloseTo(1.8);
  expect(percentile(values, 0.5)).toBe(5);
  expect(percentile(values, 0.9)).toBeCloseTo(8.2);
  expect(percentile(values, 1)).toBe(9);
});

test('the median of an even number is the mean of the middle two', () => {
  expect(median([40, 10, 30, 20])).toBe(25);
});

test('values are in the order of numbers, not of their digits', () => {
  expect(median([9, 10, 100])).toBe(10);
});

test('one value is its own spread', () => {
  expect(spreadOf([7])).toEqual({ low: 7, median: 7, high: 7 });
});

test('nothing has no median', () => {
  expect(() => median([])).toThrow('Nothing was measured.');
});

test('the values stay in their order', () => {
  const values = [3, 1, 2];
  spreadOf(values);
  expect(values).toEqual([3, 1, 2]);
});

test('ratios are those of the values that were measured side by side', () => {
  // The medians' ratio would be 2 as well, but its spread would be that of the machine.
  expect(ratiosOf([2, 20, 200], [1, 10, 100])).toEqual([2, 2, 2]);
});

test('values without partners have no ratios', () => {
  expect(() => ratiosOf([1, 2], [1])).toThrow('measured 2 times');
});

test('the geometric mean of a ratio and its reverse is 1', () => {
  expect(geometricMean([4, 1 / 4])).toBeCloseTo(1);
  expect(geometricMean([1, 10, 100])).toBeCloseTo(10);
});

test('the means of things measured in turn are one a turn', () => {
  const means = geometricMeans([
    [1, 4],
    [4, 16],
  ]);
  expect(means).toHaveLength(2);
  expect(means[0]).toBeCloseTo(2);
  expect(means[1]).toBeCloseTo(8);
});
