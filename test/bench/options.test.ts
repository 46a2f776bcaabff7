import { expect, test } from 'vitest';
import { parseCommandLine, selectRows, usage } from '../../bench/options.js';

const rows = [
  { name: 'usual', title: 'what the table shows' },
  { name: 'rare', title: 'what a choice was made by', isOnRequest: true },
] as const;

test('a row on request is measured only where it is named', () => {
  expect(selectRows(rows, [])).toEqual([rows[0]]);
  expect(selectRows(rows, ['rare'])).toEqual([rows[1]]);
  expect(selectRows(rows, ['usual', 'rare'])).toEqual(rows);
});

test('the help lists it, and says so', () => {
  const help = usage('npm run bench', rows);
  expect(help).toContain('usual         what the table shows\n');
  expect(help).toContain('rare          what a choice was made by (only where it is named)\n');
});

test('only a bench that can compare says so', () => {
  expect(usage('npm run bench', rows, true)).toContain('--before <folder>');
  expect(usage('npm run bench:peers', rows)).not.toContain('--before');
});

test('a comparison is not written into the documentation', () => {
  expect(() => parseCommandLine(['--before', 'elsewhere', '--write'], [])).toThrow('leave out --before');
});
