import { runInForeground } from './foreground.mjs';
import { at, root } from './setup/layout.mjs';
import { buildPeers, installPeerPackages } from './setup/peerSteps.mjs';
import { setUp } from './setup/setUp.mjs';
import { buildChild, installPackages } from './setup/steps.mjs';

/**
 * `npm run bench:peers`: the set-up, with the peers' own packages, then the measurements.
 *
 * @param {readonly string[]} args for bench/peers/main.ts
 */
export async function run(args) {
  await setUp([installPackages, installPeerPackages, buildChild, buildPeers]);
  return runInForeground(process.execPath, ['--import', 'tsx', at('bench/peers/main.ts'), ...args], {
    cwd: root,
  });
}
