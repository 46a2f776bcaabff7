import { dotnetEnvironment } from '../setup/dotnetSdk.mjs';
import { at, solution } from '../setup/layout.mjs';

/** @typedef {import('./counts.mjs').Counts} Counts */

/**
 * Types, lint and format of both languages.
 *
 * @param {import('./counts.mjs').Program} start
 * @returns {Promise<Counts[]>}
 */
export async function runChecks(start) {
  return [
    check(
      'types',
      await start('types', process.execPath, [at('node_modules/typescript/bin/tsc'), '--noEmit']),
    ),
    check(
      'lint and format',
      await start('lint and format', process.execPath, [
        at('node_modules/@biomejs/biome/bin/biome'),
        'check',
        '.',
      ]),
    ),
    check(
      'C# format',
      await start(
        'C# format',
        'dotnet',
        ['format', solution, '--verify-no-changes', '--no-restore'],
        dotnetEnvironment,
      ),
    ),
  ];
}

/**
 * @param {string} title
 * @param {number} code
 * @returns {Counts}
 */
function check(title, code) {
  return code === 0
    ? { title, passed: 0, failed: 0, skipped: 0 }
    : { title, passed: 0, failed: 1, skipped: 0, note: 'npm run format mends what can be mended' };
}
