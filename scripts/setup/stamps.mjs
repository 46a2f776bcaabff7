import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './layout.mjs';

/** @param {string} name */
function stampFile(name) {
  return path.join(cacheFolder, 'setup', `${name}.stamp`);
}

/**
 * Notes what something was made from.
 *
 * @param {string} name
 * @param {string} stamp
 */
export function writeStamp(name, stamp) {
  mkdirSync(path.dirname(stampFile(name)), { recursive: true });
  writeFileSync(stampFile(name), stamp);
}

/** @param {string} name */
export function readStamp(name) {
  try {
    return readFileSync(stampFile(name), 'utf8');
  } catch {
    return undefined;
  }
}
