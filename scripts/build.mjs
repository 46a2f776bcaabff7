import { setUp } from './setup/setUp.mjs';
import { buildChild, buildSolution, installPackages } from './setup/steps.mjs';

/** `npm run build`: everything that is built, and nothing that is built already. */
export async function run() {
  await setUp([installPackages, buildChild, buildSolution]);
  return 0;
}
