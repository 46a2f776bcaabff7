import { linkSync, mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The holder touches the lock this often, in milliseconds. */
const heartbeat = 1000;

/** A lock that nobody touched for this long, in milliseconds, belongs to a holder that was killed. */
const stale = 10_000;

/** How often a waiter looks again, in milliseconds. */
const retry = 50;

/**
 * Takes a lock file, so that two set-ups at the same moment do their work one after the other. Its age tells
 * whether the holder lives, not a process id: ids come again, and mean nothing from one container to the next.
 *
 * @param {string} file
 * @param {{ signal: AbortSignal, waiting: () => void }} options `waiting` is called once if somebody else holds it
 * @returns {Promise<() => void>} gives the lock back
 */
export async function takeLock(file, { signal, waiting }) {
  mkdirSync(path.dirname(file), { recursive: true });
  for (let first = true; !tryTake(file); first = false) {
    if (first) waiting();
    removeIfStale(file);
    await delay(retry, undefined, { signal });
  }
  const timer = setInterval(touch, heartbeat, file);
  timer.unref();
  return () => {
    clearInterval(timer);
    rmSync(file, { force: true });
  };
}

/** @param {string} file */
function tryTake(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, `${process.pid}\n`);
  try {
    // A link appears whole or not at all, and fails where there is one.
    linkSync(own, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** @param {string} file */
function removeIfStale(file) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    if (Date.now() - statSync(file).mtimeMs < stale) return;
    // Of several waiters only one can rename it.
    renameSync(file, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** @param {string} file */
function touch(file) {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // Somebody cleaned the folder; the work itself goes on.
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
