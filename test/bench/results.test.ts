import { expect, test } from 'vitest';
import { hold } from '../../bench/peers/support/goals.js';
import { Results } from '../../bench/peers/support/results.js';

const results = new Results();
results.addAll([
  { peer: 'nodepipe', p50: 1 },
  { peer: 'jering', p50: 4 },
  { peer: 'nodepipe', p50: 3 },
  { peer: 'jering', p50: 6 },
]);

test('ratios are those of the same turns', () => {
  expect(results.ratios('nodepipe', 'jering', 'p50')).toEqual([0.25, 0.5]);
  expect(results.median('nodepipe', 'p50')).toBe(2);
});

test('there are none beside what was not measured', () => {
  expect(results.ratios('nodepipe', 'raw', 'p50')).toBeUndefined();
  expect(hold('≤ 3 × C', { atMost: 3 }, undefined, '×')).toEqual({
    text: '≤ 3 × C',
    measured: 'not measured',
  });
});

test('a goal is told with the ratios that it is held against', () => {
  const ratios = results.ratios('nodepipe', 'jering', 'p50');
  expect(hold('≤ 0.4 × Jering', { atMost: 0.4 }, ratios, '×')).toEqual({
    text: '≤ 0.4 × Jering',
    measured: '0.375 × (0.275–0.475)',
    verdict: 'unclear',
  });
});
