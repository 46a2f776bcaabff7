import { readFileSync } from 'node:fs';
import { at } from './layout.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} LockFile
 */

/**
 * Whether a folder's node_modules holds what its package-lock.json asks for. npm itself writes down what it installed, as the
 * last thing, into node_modules/.package-lock.json; so an install by hand counts and one that was broken off
 * does not.
 *
 * @param {string} folder from the repository's folder, with a slash at its end; empty for the repository itself
 * @returns {boolean}
 */
export function packagesAreInstalled(folder) {
  const wanted = readLock(`${folder}package-lock.json`);
  const installed = readLock(`${folder}node_modules/.package-lock.json`);
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted)
    .filter(([where]) => where.startsWith('node_modules/') || where.includes('/node_modules/'))
    .every(([where, locked]) => isInstalled(locked, installed[where]));
}

/**
 * @param {LockedPackage} wanted
 * @param {LockedPackage | undefined} installed
 */
function isInstalled(wanted, installed) {
  // Optional packages are those of other platforms.
  if (installed === undefined) return wanted.optional === true;
  return wanted.version === installed.version && wanted.integrity === installed.integrity;
}

/**
 * @param {string} relative
 * @returns {Record<string, LockedPackage> | undefined}
 */
function readLock(relative) {
  try {
    return /** @type {LockFile} */ (JSON.parse(readFileSync(at(relative), 'utf8'))).packages ?? {};
  } catch {
    return undefined;
  }
}
