import { runInForeground } from './foreground.mjs';
import { at, root } from './setup/layout.mjs';
import { setUp } from './setup/setUp.mjs';
import { buildChild, buildSolution, installPackages } from './setup/steps.mjs';

/**
 * `npm run bench`: the set-up, then the measurements.
 *
 * @param {readonly string[]} args for bench/main.ts
 */
export async function run(args) {
  await setUp([installPackages, buildChild, buildSolution]);
  return runInForeground(process.execPath, ['--import', 'tsx', at('bench/main.ts'), ...args], { cwd: root });
}
