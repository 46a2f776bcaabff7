import { expect, test } from 'vitest';
import { compare, type Pair, toComparisonTable } from '../../bench/comparison/comparison.js';
import type { Figure, Finding } from '../../bench/support/row.js';

test('after is not worse up to 1.05 times before, by the median of the pairs', () => {
  const pairs = [1.05, 0.9, 3, 1, 1.2].map((ratio) => pair({ values: [100] }, { values: [100 * ratio] }));
  const [comparison] = compare(pairs, ['free']);
  expect(comparison?.ratios).toEqual([1.05, 0.9, 3, 1, 1.2]);
  expect(comparison?.verdict).toBe('not worse');
});

test('it is worse above that', () => {
  const pairs = [1.06, 0.9, 3, 1, 1.2].map((ratio) => pair({ values: [100] }, { values: [100 * ratio] }));
  expect(compare(pairs, ['free'])[0]?.verdict).toBe('worse');
});

test('fewer calls a second are worse', () => {
  const [comparison] = compare(
    [pair({ values: [200], isRate: true }, { values: [100], isRate: true })],
    ['free'],
  );
  expect(comparison).toMatchObject({ ratios: [2], verdict: 'worse' });
});

test('several values of one side count by their median', () => {
  const pairs = [pair({ values: [1, 2, 90] }, { values: [1, 4, 5] })];
  expect(compare(pairs, ['free'])[0]?.ratios).toEqual([2]);
});

test('each row is compared with the same row before', () => {
  const of = (...values: number[]) => values.map((value) => finding({ values: [value] }));
  const comparisons = compare([{ before: of(1, 10), after: of(1, 10) }], ['free']);
  expect(comparisons.map(({ ratios }) => ratios)).toEqual([[1], [1]]);
});

test('a figure in words is left out', () => {
  const words: Finding = { work: 'work', figures: 'left out' };
  const pairs = [{ before: [words], after: [words] }, pair({ text: 'two things' }, { text: 'two things' })];
  expect(compare(pairs, ['free'])).toEqual([]);
});

test('what is without the library is shown and not judged', () => {
  const finding: Finding = {
    work: 'in C',
    figures: { pinned: { text: '', values: [1] } },
    isWithoutLibrary: true,
  };
  const comparisons = compare([{ before: [finding], after: [finding] }], ['pinned', 'free']);
  expect(comparisons).toEqual([{ work: 'in C', mode: 'pinned', ratios: [1], verdict: undefined }]);
  expect(toComparisonTable(comparisons)).toContain(
    '| in C | pinned to one core | 1.00 | 1.000 | without the library |',
  );
});

function pair(before: Partial<Figure>, after: Partial<Figure>): Pair {
  return { before: [finding(before)], after: [finding(after)] };
}

function finding(figure: Partial<Figure>): Finding {
  return { work: 'work', figures: { free: { text: '', ...figure } } };
}
