import { packagesAreInstalled } from './installedPackages.mjs';
import { at } from './layout.mjs';
import { npmInstall } from './steps.mjs';

const folder = 'test/runtimes/node/';

/**
 * Apart from the repository's own packages, because they are large. Their programs are packages by themselves: what
 * others do after an install is not needed.
 *
 * @type {import('./stampedStep.mjs').Step}
 */
export const installRuntimes = {
  title: 'Deno and Bun',
  isCurrent: () => packagesAreInstalled(folder),
  run: (signal) =>
    npmInstall(['--prefix', at(folder), '--ignore-scripts'], '.cache/setup/runtimes.log', signal),
};
