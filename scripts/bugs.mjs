import { runInForeground } from './foreground.mjs';
import { at, root } from './setup/layout.mjs';
import { setUp } from './setup/setUp.mjs';
import { buildChild, buildSolution, installPackages } from './setup/steps.mjs';

/**
 * `npm run bugs`: the set-up, then bugs in a copy of the repository, to see which of them the tests catch.
 *
 * @param {readonly string[]} args for test/bugs/main.ts
 */
export async function run(args) {
  await setUp([installPackages, buildChild, buildSolution]);
  return runInForeground(process.execPath, ['--import', 'tsx', at('test/bugs/main.ts'), ...args], {
    cwd: root,
  });
}
