import { expect, test } from 'vitest';
import { readText } from '../docs/support/codeBlocks.js';
import { asMarkdown, behaviours, remarkOn, runtimes, whyNot } from './table.js';

test('the guide says what the tests of each runtime hold, cell by cell', () => {
  const [, table = ''] = /(\| \| Node 20 .*?)\n\n/s.exec(readText('docs/guide/runtimes.md')) ?? [];
  expect(table).toBe(asMarkdown());
});

test('what a runtime cannot do is an exception', () => {
  const cells = runtimes.flatMap(({ name }) =>
    behaviours.map(([behaviour]) => whyNot(behaviour, name) ?? remarkOn(behaviour, name)),
  );
  expect(cells.filter((reason) => reason !== undefined)).toHaveLength(2);
});
