import { expect, test } from 'vitest';
import { longTexts, textKinds } from '../../bench/support/textKinds.js';

const samples: Readonly<Record<string, (index: number) => string>> = {
  ascii: () => 'a',
  latin: (index) => (index % 7 === 6 ? 'é' : 'a'),
  cjk: (index) => (index % 3 === 2 ? 'a' : '丁'),
};

test.each(textKinds)('the bytes of $name are those of its characters', ({ name, utf8Length }) => {
  for (const length of [0, 1, 2, 3, 6, 7, 8, 100, 1024]) {
    const text = Array.from({ length }, (_, index) => samples[name]?.(index)).join('');
    expect(utf8Length(length)).toBe(Buffer.byteLength(text));
  }
});

test('three kinds in three sizes are nine texts', () => {
  expect(new Set(longTexts.map(({ work }) => work)).size).toBe(9);
});
