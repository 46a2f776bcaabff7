import { existsSync } from 'node:fs';
import path from 'node:path';
import { dotnetEnvironment, requireDotnetSdk } from './dotnetSdk.mjs';
import { packagesAreInstalled } from './installedPackages.mjs';
import {
  at,
  childProgram,
  consoleProgram,
  consoleProject,
  root,
  solution,
  testHostProgram,
  testsProgram,
} from './layout.mjs';
import { isCurrent, makeAndStamp } from './stampedStep.mjs';
import { runStepProgram } from './stepProcess.mjs';

/** @typedef {import('./stampedStep.mjs').Step} Step */
/** @typedef {import('./stampedStep.mjs').StampedWork} StampedWork */

/** @type {Step} */
export const installPackages = {
  title: 'npm packages',
  isCurrent: () => packagesAreInstalled(''),
  run: (signal) => npmInstall([], '.cache/setup/packages.log', signal),
};

/** @type {StampedWork} */
const child = {
  name: 'child',
  inputs: ['node-child', 'package-lock.json'],
  outputs: [childProgram, at('node-child/dist/index.js')],
};

/** @type {Step} */
export const buildChild = {
  title: 'the Node child',
  isCurrent: () => isCurrent(child),
  run: (signal) =>
    makeAndStamp([child], () =>
      runStepProgram(
        { file: process.execPath, args: [at('node-child/build.mjs')], log: '.cache/setup/child.log' },
        signal,
      ),
    ),
};

/** What every C# project is built from, the child that the library embeds included. */
export const dotnetInputs = [
  'dotnet-host',
  'global.json',
  '.editorconfig',
  path.relative(root, childProgram),
];

/** @type {StampedWork} */
const consoleHost = {
  name: 'console',
  inputs: dotnetInputs,
  except: ['dotnet-host/test', 'dotnet-host/bench'],
  outputs: [consoleProgram],
};

/** @type {StampedWork} */
const everyProject = {
  name: 'solution',
  inputs: [...dotnetInputs, 'examples'],
  outputs: [consoleProgram, testHostProgram, testsProgram],
};

/** @type {Step} */
export const buildConsole = {
  title: 'the C# host',
  isCurrent: () => isCurrent(consoleHost),
  require: requireDotnetSdk,
  run: (signal) => makeAndStamp([consoleHost], () => dotnetBuild(consoleProject, signal)),
};

/** @type {Step} */
export const buildSolution = {
  title: 'the C# host and its tests',
  isCurrent: () => isCurrent(everyProject),
  require: requireDotnetSdk,
  run: (signal) => makeAndStamp([consoleHost, everyProject], () => dotnetBuild(solution, signal)),
};

/**
 * @param {readonly string[]} options that say where, if not in the repository's folder
 * @param {string} log
 * @param {AbortSignal} signal
 */
export function npmInstall(options, log, signal) {
  const [file, ...before] = npmCommand();
  // Said here because the environment of `npm start --silent` or NODE_ENV=production would say otherwise.
  const args = [...before, 'ci', '--include=dev', '--loglevel=notice', '--no-progress', ...options];
  return runStepProgram({ file, args, log }, signal);
}

/**
 * @param {string} project
 * @param {AbortSignal} signal
 */
export function dotnetBuild(project, signal) {
  return runStepProgram(
    {
      file: 'dotnet',
      args: ['build', project, '-c', 'Release', '--nologo', '-v', 'quiet', '--disable-build-servers'],
      log: '.cache/setup/dotnet.log',
      env: dotnetEnvironment,
    },
    signal,
  );
}

/**
 * npm's own program, run by the Node that runs us: so neither has to be on the PATH, and Windows needs no shell.
 *
 * @returns {[string, ...string[]]}
 */
function npmCommand() {
  const beside = path.dirname(process.execPath);
  const candidates = [
    process.env['npm_execpath'] ?? '',
    path.join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
    path.join(beside, 'node_modules/npm/bin/npm-cli.js'),
  ];
  const cli = candidates.find((file) => path.basename(file) === 'npm-cli.js' && existsSync(file));
  return cli === undefined ? ['npm'] : [process.execPath, cli];
}
