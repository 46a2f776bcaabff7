import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './layout.mjs';

/** Folders that hold what is made, not what it is made from. */
const madeFolders = new Set(['artifacts', 'bin', 'dist', 'node_modules', 'obj', 'TestResults']);

/**
 * One value for the names and contents of files: it changes when, and only when, one of them does. Contents
 * and not times, because a checkout or a copy sets new times; a few hundred small files take milliseconds.
 *
 * @param {readonly string[]} inputs files and folders, from the repository's folder or absolute; one that is not there counts
 *   as such
 * @returns {string}
 */
export function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesOf(path.resolve(root, input))) {
      const content = read(file);
      // The length stands before the content, so that two files never look like one other.
      hash.update(`${path.relative(root, file)}\0${content?.length ?? 'absent'}\0`);
      if (content !== undefined) hash.update(content);
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} start a file or folder
 * @returns {string[]} the files in a fixed order
 */
function filesOf(start) {
  const entries = list(start);
  if (entries === undefined) return [start];
  return entries
    .filter((entry) => !(entry.isDirectory() && madeFolders.has(entry.name)))
    .map((entry) => ({ entry, full: path.join(start, entry.name) }))
    .sort((a, b) => (a.full < b.full ? -1 : 1))
    .flatMap(({ entry, full }) => (entry.isDirectory() ? filesOf(full) : [full]));
}

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
