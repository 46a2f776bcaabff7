import { expect, test } from 'vitest';
import { roundTripFigure } from '../../bench/support/figure.js';

test('round trips are held against how many times the floor they take', () => {
  const figure = roundTripFigure([{ p50: 6, p99: 9 }], [{ p50: 2, p99: 1 }]);
  expect(figure).toMatchObject({ values: [6], judged: [3] });
  expect(figure.text).toBe('p50 6.00 µs, p99 9.00 µs: 3.00 × C');
});

test('without a floor they are not judged', () => {
  expect(roundTripFigure([{ p50: 6, p99: 9 }])).toEqual({ values: [6], text: 'p50 6.00 µs, p99 9.00 µs' });
});
