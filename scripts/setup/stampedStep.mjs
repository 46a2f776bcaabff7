import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { cacheFolder } from './layout.mjs';

/**
 * @typedef {object} Step one part of the set-up
 * @property {string} title what a person reads
 * @property {() => boolean} isCurrent whether there is nothing to do; quick
 * @property {(signal: AbortSignal) => Promise<void>} run
 * @property {() => Promise<void>} [require] says what is missing before anything is done
 */

/**
 * @typedef {object} StampedWork
 * @property {string} name of the stamp
 * @property {readonly string[]} inputs files and folders, from the repository's folder
 * @property {readonly string[]} [except] folders among them that do not matter
 * @property {readonly string[]} outputs absolute; a missing one means that there is work to do
 */

/**
 * Whether the outputs are there and were made from the inputs as they are now.
 *
 * @param {StampedWork} work
 */
export function isCurrent(work) {
  return work.outputs.every((file) => existsSync(file)) && readStamp(work.name) === stampOf(work);
}

/**
 * Runs `make`, then notes which inputs it has seen: those from before it began, so that a file that was edited
 * meanwhile counts as new.
 *
 * @param {readonly StampedWork[]} works everything that `make` brings up to date
 * @param {() => Promise<void>} make
 */
export async function makeAndStamp(works, make) {
  const stamps = works.map((work) => /** @type {const} */ ([work.name, stampOf(work)]));
  await make();
  for (const [name, stamp] of stamps) {
    mkdirSync(path.dirname(stampFile(name)), { recursive: true });
    writeFileSync(stampFile(name), stamp);
  }
}

/** @param {StampedWork} work */
function stampOf(work) {
  return fingerprint(work.inputs, work.except);
}

/** @param {string} name */
function stampFile(name) {
  return path.join(cacheFolder, 'setup', `${name}.stamp`);
}

/** @param {string} name */
function readStamp(name) {
  try {
    return readFileSync(stampFile(name), 'utf8');
  } catch {
    return undefined;
  }
}
