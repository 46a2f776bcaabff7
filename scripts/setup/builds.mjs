import { existsSync } from 'node:fs';
import { dotnetEnvironment, requireDotnetSdk } from './dotnetSdk.mjs';
import { fingerprint } from './fingerprint.mjs';
import {
  at,
  childPackage,
  childProgram,
  consoleProgram,
  consoleProject,
  peersProgram,
  peersProject,
  solution,
  testHostProgram,
  testsProgram,
} from './layout.mjs';
import { readStamp, writeStamp } from './stamps.mjs';
import { runStepProgram } from './stepProcess.mjs';

/** @typedef {import('./setUp.mjs').Step} Step */

/**
 * @typedef {object} Build
 * @property {string} title what a person reads
 * @property {string} project a C# project or solution, absolute
 * @property {Readonly<Record<string, readonly string[]>>} parts what is built with it, and the programs, absolute, that come out
 */

/** Everything that anything is made from: one list, and so one answer to whether something has changed. */
const sources = [
  '.editorconfig',
  'bench/peers/dotnet',
  'dotnet-host',
  'examples',
  'global.json',
  'node-child',
  'package-lock.json',
  'tsconfig.json',
];

const consolePart = { console: [consoleProgram] };

/** Bundles the Node child alone, from packages that are installed. Always: it takes no time, and writes only what differs. */
export const bundleChild = {
  title: 'the Node child',
  isCurrent: () => false,
  run: (/** @type {AbortSignal} */ signal) =>
    runStepProgram(
      { file: process.execPath, args: [at('node-child/build.mjs')], log: '.cache/setup/child.log' },
      signal,
    ),
};

/** The interactive host. */
export const buildConsole = stepOf({
  title: 'the Node child and the C# host',
  project: consoleProject,
  parts: consolePart,
});

/** All that is in the solution. */
export const buildSolution = stepOf({
  title: 'the Node child, the C# host and its tests',
  project: solution,
  parts: { ...consolePart, solution: [testHostProgram, testsProgram] },
});

/** What the bench compares with: apart from the solution, for the sake of its packages. */
export const buildPeers = stepOf({
  title: 'the bench of the peers',
  project: peersProject,
  parts: { peers: [peersProgram] },
});

/**
 * @param {Build} build
 * @returns {Step}
 */
function stepOf({ title, project, parts }) {
  return {
    title,
    isCurrent: () => isCurrent(parts),
    require: requireDotnetSdk,
    async run(signal) {
      // From before it begins, so that a file that is edited meanwhile counts as new.
      const seen = fingerprint(sources);
      await bundleChild.run(signal);
      await runStepProgram(
        {
          file: 'dotnet',
          args: ['build', project, '-c', 'Release', '--nologo', '-v', 'quiet', '--disable-build-servers'],
          log: '.cache/setup/dotnet.log',
          env: dotnetEnvironment,
        },
        signal,
      );
      for (const name of Object.keys(parts)) writeStamp(name, stampOf(seen));
    },
  };
}

/** @param {Build['parts']} parts */
function isCurrent(parts) {
  if (
    !Object.values(parts)
      .flat()
      .every((file) => existsSync(file))
  )
    return false;
  const now = stampOf(fingerprint(sources));
  return Object.keys(parts).every((name) => readStamp(name) === now);
}

/**
 * What was built, and the bundles beside it: those are made by whatever else builds the library, too.
 *
 * @param {string} seen the fingerprint of the sources
 */
function stampOf(seen) {
  return `${seen}\n${fingerprint([childProgram, ...childPackage])}\n`;
}
