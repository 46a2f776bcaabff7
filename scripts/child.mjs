import { bundleChild } from './setup/builds.mjs';
import { installPackages } from './setup/packages.mjs';
import { setUp } from './setup/setUp.mjs';

/** What the build of the library runs before it embeds the child: the packages that bundle it, where they are missing, and the bundle. */
export async function run() {
  await setUp([installPackages, bundleChild]);
  return 0;
}
