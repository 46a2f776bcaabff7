import { readSync } from 'node:fs';
import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { isBun } from '../transport/runtimes.js';
import { killDescendants } from './descendants.js';

/**
 * Kills this process and its descendants when the descriptor ends, also while the main thread spins: a thread of its
 * own watches. The watch does not keep the process alive, and this process may end before it has seen anything: so its
 * descendants are killed whenever it ends by itself.
 *
 * @param programFile the program's own file
 * @param workerArgument its first argument in the worker, by which it must call {@link runLifelineWorker} with the second
 * @param fd the reading end of a pipe whose only writing end the parent holds
 */
export function watchLifeline(programFile: string, workerArgument: string, fd: number): void {
  const worker = new Worker(programFile, {
    argv: [workerArgument, String(fd)],
    // Neither the user's flags nor what they preload belong into the watching thread.
    execArgv: [],
    env: {},
  });
  worker.unref();
  process.on('exit', () => killDescendants(process.pid));
}

/** What the watching thread does. */
export function runLifelineWorker(fd: number): void {
  if (isBun) {
    // A stream would hold a thread of Bun's pool, which may have no other for the modules that are loaded.
    readToEnd(fd);
    killFamily();
    return;
  }
  const lifeline = new Socket({ fd, readable: true, writable: false });
  lifeline.on('error', () => {
    // A reset is an end as well, and 'close' follows.
  });
  lifeline.once('close', killFamily);
  lifeline.resume();
}

function killFamily(): void {
  killDescendants(process.pid);
  process.kill(process.pid, 'SIGKILL');
}

function readToEnd(fd: number): void {
  const byte = Buffer.alloc(1);
  try {
    while (readSync(fd, byte) > 0) {}
  } catch {
    // A reset is an end as well.
  }
}
