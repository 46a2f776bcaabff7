import { expect, test } from 'vitest';
import { duration, durations, withSpread } from '../../bench/support/format.js';

test('a median has its spread behind it, in the same unit', () => {
  expect(withSpread([1, 2, 3], 's')).toBe('2.00 s (1.20–2.80)');
});

test('one value alone has no spread', () => {
  expect(withSpread([4.2], 'MB')).toBe('4.20 MB');
});

test('the median chooses the unit of a time', () => {
  expect(duration(999)).toBe('999 µs');
  expect(durations([900, 1_500, 2_000])).toBe('1.50 ms (1.02–1.90)');
  expect(duration(1_660_000)).toBe('1.66 s');
});
