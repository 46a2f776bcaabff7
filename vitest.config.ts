import { defineConfig } from 'vitest/config';

const last = 'test/last/**/*.test.ts';
const packages = 'test/packages/**/*.test.ts';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Of the few tests that run beside each other.
    maxConcurrency: 2,
    // A test that looks at nothing proves nothing.
    expect: { requireAssertions: true },
    globalSetup: 'test/support/globalSetup.ts',
    setupFiles: 'test/support/setup.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'behaviours',
          include: ['test/**/*.test.ts'],
          exclude: [last, packages, '**/node_modules/**'],
          sequence: { groupOrder: 0 },
        },
      },
      // New projects are made of the packed files: restored, compiled and published, which takes minutes.
      {
        extends: true,
        test: {
          name: 'packages',
          include: [packages],
          globalSetup: ['test/support/globalSetup.ts', 'test/packages/support/globalSetup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      // Only when all others are done can one look at what they have left behind.
      { extends: true, test: { name: 'last', include: [last], sequence: { groupOrder: 2 } } },
    ],
  },
});
