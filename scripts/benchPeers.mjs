import { runInForeground } from './foreground.mjs';
import { buildPeers } from './setup/builds.mjs';
import { at, root } from './setup/layout.mjs';
import { installPackages, installPeerPackages } from './setup/packages.mjs';
import { setUp } from './setup/setUp.mjs';

/**
 * `npm run bench:peers`: the set-up, with the peers' own packages, then the measurements.
 *
 * @param {readonly string[]} args for bench/peers/main.ts
 */
export async function run(args) {
  await setUp([installPackages, installPeerPackages, buildPeers]);
  return runInForeground(process.execPath, ['--import', 'tsx', at('bench/peers/main.ts'), ...args], {
    cwd: root,
  });
}
