import { runInForeground } from './foreground.mjs';
import { buildSolution } from './setup/builds.mjs';
import { at, root } from './setup/layout.mjs';
import { installPackages } from './setup/packages.mjs';
import { setUp } from './setup/setUp.mjs';

/**
 * `npm run soak`: the set-up, then hostile peers for both sides, for as long as is wanted.
 *
 * @param {readonly string[]} args for test/hostile/soak.ts
 */
export async function run(args) {
  await setUp([installPackages, buildSolution]);
  return runInForeground(process.execPath, ['--import', 'tsx', at('test/hostile/soak.ts'), ...args], {
    cwd: root,
  });
}
