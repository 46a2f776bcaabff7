import { runInForeground } from './foreground.mjs';
import { buildSolution } from './setup/builds.mjs';
import { at, root } from './setup/layout.mjs';
import { installPackages } from './setup/packages.mjs';
import { setUp } from './setup/setUp.mjs';

/**
 * `npm run bugs`: the set-up, then bugs in a copy of the repository, to see which of them the tests catch.
 *
 * @param {readonly string[]} args for test/bugs/main.ts
 */
export async function run(args) {
  await setUp([installPackages, buildSolution]);
  return runInForeground(process.execPath, ['--import', 'tsx', at('test/bugs/main.ts'), ...args], {
    cwd: root,
  });
}
