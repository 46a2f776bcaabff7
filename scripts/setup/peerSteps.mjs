import { requireDotnetSdk } from './dotnetSdk.mjs';
import { packagesAreInstalled } from './installedPackages.mjs';
import { at, peersProgram, peersProject } from './layout.mjs';
import { isCurrent, makeAndStamp } from './stampedStep.mjs';
import { dotnetBuild, dotnetInputs, npmInstall } from './steps.mjs';

/** @typedef {import('./stampedStep.mjs').Step} Step */

const nodeSide = 'bench/peers/node/';

/** @type {Step} */
export const installPeerPackages = {
  title: "the peers' npm packages",
  isCurrent: () => packagesAreInstalled(nodeSide),
  run: (signal) => npmInstall(['--prefix', at(nodeSide)], '.cache/setup/peerPackages.log', signal),
};

/** @type {import('./stampedStep.mjs').StampedWork} */
const peers = {
  name: 'peers',
  inputs: [...dotnetInputs, 'bench/peers/dotnet'],
  except: ['dotnet-host/test'],
  outputs: [peersProgram],
};

/** @type {Step} */
export const buildPeers = {
  title: 'the bench of the peers',
  isCurrent: () => isCurrent(peers),
  require: requireDotnetSdk,
  run: (signal) => makeAndStamp([peers], () => dotnetBuild(peersProject, signal)),
};
