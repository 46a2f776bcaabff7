import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Puts a file where it belongs: whole, because another build may read it at the same time, and only where it differs,
 * because what embeds it is then made anew.
 *
 * @param {string} file
 * @param {Uint8Array} contents
 */
export function place(file, contents) {
  if (read(file)?.equals(contents) === true) return;
  mkdirSync(path.dirname(file), { recursive: true });
  const own = `${file}.${process.pid}.tmp`;
  // A program that says by what it is run can be run.
  writeFileSync(own, contents, { mode: contents[0] === 0x23 && contents[1] === 0x21 ? 0o755 : 0o644 });
  renameSync(own, file);
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
