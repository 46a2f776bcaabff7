import { constants } from 'node:os';
import { runInForeground } from './foreground.mjs';
import { buildSolution } from './setup/builds.mjs';
import { explainDotnetStart, requireDotnetSdk } from './setup/dotnetSdk.mjs';
import { root } from './setup/layout.mjs';
import { installPackages, installRuntimes } from './setup/packages.mjs';
import { setUp } from './setup/setUp.mjs';
import { parseArguments } from './testing/arguments.mjs';
import { runChecks } from './testing/checks.mjs';
import { verdictLines } from './testing/counts.mjs';
import { runDotnetTests, runVitest } from './testing/suites.mjs';

/** @typedef {import('./testing/counts.mjs').Counts} Counts */

const runners = { checks: runChecks, dotnet: runDotnetTests, vitest: runVitest };

/**
 * `npm test`: the set-up, then types, lint, format, the C# tests and the vitest suite. A part that fails does not
 * keep the next from running. The last line counts the tests of both suites, and a check that fails as one.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} 0 if nothing failed
 */
export async function run(args) {
  const { parts, needsRuntimes, leavesOutPackages } = parseArguments(args);
  // Every part needs it, also where everything is built already.
  await requireDotnetSdk();
  await setUp([installPackages, ...(needsRuntimes ? [installRuntimes] : []), buildSolution]);

  /** @type {Counts[]} */
  const results = [];
  /** @type {NodeJS.Signals | undefined} */
  let interruption;
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      interruption = name;
    });
  }
  /** @type {import('./testing/counts.mjs').Program} */
  const start = async (title, file, programArgs, env = process.env) => {
    console.log(`\n── ${title}`);
    const code = await runPart(file, programArgs, env);
    // Any other failure lets the next part run; this is somebody who wants it to end.
    if (interruption !== undefined) process.exit(128 + constants.signals[interruption]);
    return code;
  };
  for (const { part, filters } of parts) {
    results.push(...(await runners[part](start, filters, { leavesOutPackages })));
  }

  console.log('\n── summary');
  for (const { title, passed, failed, skipped, note } of results) {
    const numbers = passed + skipped === 0 ? '' : `${passed} passed, ${failed} failed, ${skipped} skipped`;
    const said = [numbers, note].filter(Boolean).join('; ');
    console.log(`${failed === 0 ? 'ok    ' : 'FAILED'} ${title}${said === '' ? '' : `: ${said}`}`);
  }
  console.log(`\n${verdictLines(results).join('\n')}`);
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} 127, as shells have it, where it cannot be started
 */
async function runPart(file, args, env) {
  try {
    return await runInForeground(file, args, { cwd: root, env, stdin: 'ignore' });
  } catch (error) {
    const explained = file === 'dotnet' ? explainDotnetStart(error) : error;
    console.error(explained instanceof Error ? explained.message : String(explained));
    return 127;
  }
}
