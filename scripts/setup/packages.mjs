import { existsSync } from 'node:fs';
import path from 'node:path';
import { FrontDoorError } from '../frontDoorError.mjs';
import { packagesAreInstalled } from './installedPackages.mjs';
import { at } from './layout.mjs';
import { runStepProgram } from './stepProcess.mjs';

/** @typedef {import('./setUp.mjs').Step} Step */

/** The repository's own. */
export const installPackages = packagesIn('', { title: 'npm packages', log: 'packages' });

/** What the bench compares with. */
export const installPeerPackages = packagesIn('bench/peers/node/', {
  title: "the peers' npm packages",
  log: 'peerPackages',
});

/**
 * The runtimes that the child is tested in. Apart from the repository's own packages, because they are large. Their programs
 * are packages by themselves: what others do after an install is not needed.
 *
 * @type {Step}
 */
export const installRuntimes = {
  ...packagesIn('test/runtimes/node/', {
    title: 'Node 20 to 26, Deno and Bun',
    log: 'runtimes',
    options: ['--ignore-scripts'],
  }),
  async require() {
    if (process.platform === 'linux' && process.arch === 'x64') return;
    throw new FrontDoorError(
      `The runtimes that the child is tested in are programs for Linux x64, and this is ${process.platform} ${process.arch}.`,
    );
  },
};

/**
 * @param {string} folder from the repository's folder, with a slash at its end; empty for the repository itself
 * @param {{ title: string, log: string, options?: readonly string[] }} how
 * @returns {Step}
 */
function packagesIn(folder, { title, log, options = [] }) {
  const where = folder === '' ? [] : ['--prefix', at(folder)];
  return {
    title,
    isCurrent: () => packagesAreInstalled(folder),
    run: (signal) => npmCi([...where, ...options], `.cache/setup/${log}.log`, signal),
  };
}

/**
 * @param {readonly string[]} options
 * @param {string} log
 * @param {AbortSignal} signal
 */
function npmCi(options, log, signal) {
  // Said here because NODE_ENV=production would say otherwise.
  return runNpm(['ci', '--include=dev', ...options], log, signal);
}

/**
 * Runs npm as a step, in the repository's folder.
 *
 * @param {readonly string[]} command
 * @param {string} log where its output goes, from the repository's folder
 * @param {AbortSignal} signal
 * @throws {FrontDoorError} with its output where it fails, and where there is none
 */
export async function runNpm(command, log, signal) {
  const [file, ...before] = npmCommand();
  // Said here because the environment of `npm start --silent` would say otherwise.
  const args = [...before, ...command, '--loglevel=notice', '--no-progress'];
  try {
    await runStepProgram({ file, args, log }, signal);
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw absent ? new FrontDoorError(noNpm) : error;
  }
}

const noNpm = `NodePipe needs npm for its packages, and there is none beside ${process.execPath} or on the PATH. It comes with Node from https://nodejs.org`;

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
