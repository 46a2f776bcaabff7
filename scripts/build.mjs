import { buildSolution } from './setup/builds.mjs';
import { buildDeclarations } from './setup/declarations.mjs';
import { installPackages } from './setup/packages.mjs';
import { setUp } from './setup/setUp.mjs';

/** `npm run build`: everything that is built, and nothing that is built already. */
export async function run() {
  await setUp([installPackages, buildSolution, buildDeclarations]);
  return 0;
}
