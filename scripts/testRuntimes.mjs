import { runInForeground } from './foreground.mjs';
import { at, root } from './setup/layout.mjs';
import { installRuntimes } from './setup/runtimeSteps.mjs';
import { setUp } from './setup/setUp.mjs';
import { buildChild, installPackages } from './setup/steps.mjs';

/**
 * `npm run test:runtimes`: the set-up, with the runtimes beside Node, then the tests that start the child with them.
 *
 * @param {readonly string[]} args for vitest
 */
export async function run(args) {
  await setUp([installPackages, installRuntimes, buildChild]);
  return runInForeground(
    process.execPath,
    [at('node_modules/vitest/vitest.mjs'), 'run', 'test/runtimes', ...args],
    { cwd: root },
  );
}
