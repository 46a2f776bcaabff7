import { runInForeground } from './foreground.mjs';
import { at, root } from './setup/layout.mjs';
import { setUp } from './setup/setUp.mjs';
import { buildChild, buildSolution, installPackages } from './setup/steps.mjs';

/**
 * `npm run soak`: the set-up, then hostile peers for both sides, for as long as is wanted.
 *
 * @param {readonly string[]} args for test/hostile/soak.ts
 */
export async function run(args) {
  await setUp([installPackages, buildChild, buildSolution]);
  return runInForeground(process.execPath, ['--import', 'tsx', at('test/hostile/soak.ts'), ...args], {
    cwd: root,
  });
}
