import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bugs } from './bugs.js';
import { findPlace } from './places.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

test.each(bugs)('the place of a bug is in the sources of the $side side: $name', (bug) => {
  const { before, after } = findPlace(root, bug);
  expect(after).not.toBe(before);
});

test('there are thirty bugs, each of a name of its own on its side', () => {
  expect(new Set(bugs.map(({ side, name }) => `${side}: ${name}`)).size).toBe(30);
});
