import { runInForeground } from './foreground.mjs';
import { buildSolution } from './setup/builds.mjs';
import { at, root } from './setup/layout.mjs';
import { installPackages } from './setup/packages.mjs';
import { setUp } from './setup/setUp.mjs';

/**
 * `npm run bench`: the set-up, then the measurements.
 *
 * @param {readonly string[]} args for bench/main.ts
 */
export async function run(args) {
  await setUp([installPackages, buildSolution]);
  return runInForeground(process.execPath, ['--import', 'tsx', at('bench/main.ts'), ...args], { cwd: root });
}
