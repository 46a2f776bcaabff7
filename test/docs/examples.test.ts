import { expect, test } from 'vitest';
import { examplePrograms, runExample } from './support/examples.js';

/** What each example prints, a text or a pattern a line. */
const expected: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  echo: ['echo: hello'],
  first: ['Guten Tag, Ada!'],
  frames: ['{"jsonrpc":"2.0","method":"hello"}'],
  react: ['<main><h1>Products</h1><ul><li>Apples: 9.00</li><li>Pears &amp; plums: 19.50</li></ul></main>'],
  tour: [
    '3.5',
    'Guten Tag, Ada!',
    'Order { Year = 2026, Number = 1 }',
    'Order { Year = 2026, Number = 2 }',
    'Order { Year = 2026, Number = 3 }',
    '[node] nobody reads the orders any more',
    'page 1 of 2',
    'page 2 of 2',
    'a report of 2 pages',
    'No longer wanted: `this.signal` is aborted, and the connection lives on.',
    'RangeError EMPTY_CART',
    'RangeError: The cart is empty.',
    /^ {4}at .*checkout.*shop\.mjs:\d+:\d+/,
    '1f 8b, Ada Alan',
  ],
  typescript: ['Contoso, 2026', 'Apples: 7', 'Pears: 6', 'Contoso: 42, True'],
};

test('every example that is a program has an output to be held against', () => {
  expect(examplePrograms.map(({ folder }) => folder).toSorted()).toEqual(Object.keys(expected));
});

test.each(examplePrograms)('the example $folder prints what it should', async ({ folder, project }) => {
  const printed = await runExample(project);
  // Of a JavaScript stack only its first frame is the example's own.
  const isInner = (line: string, index: number) =>
    /^ {4}at /.test(line) && /^ {4}at /.test(printed[index - 1] ?? '');
  const lines = printed.filter((line, index) => !isInner(line, index));
  expect(lines).toEqual(
    expected[folder]?.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
  );
});
