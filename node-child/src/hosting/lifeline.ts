import { readdirSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/**
 * Kills this process and its descendants when the descriptor ends, also while the main thread spins: a thread of its
 * own watches. The watch does not keep the process alive.
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
}

/** What the watching thread does. */
export function runLifelineWorker(fd: number): void {
  const lifeline = new Socket({ fd, readable: true, writable: false });
  lifeline.on('error', () => {
    // A reset is an end as well, and 'close' follows.
  });
  lifeline.once('close', () => {
    killDescendants(process.pid);
    process.kill(process.pid, 'SIGKILL');
  });
  lifeline.resume();
}

// A process that goes on starting others is met by looking again until nothing new turns up.
function killDescendants(pid: number): void {
  const killed = new Set<number>();
  for (let before = -1; before !== killed.size; ) {
    before = killed.size;
    killTree(pid, killed);
  }
}

function killTree(pid: number, killed: Set<number>): void {
  for (const child of childrenOf(pid)) {
    if (killed.has(child)) {
      continue;
    }
    killed.add(child);
    // Stopped first, so that it starts nothing between the look at its children and its end.
    send(child, 'SIGSTOP');
    killTree(child, killed);
    send(child, 'SIGKILL');
  }
}

// Only Linux tells; elsewhere the descendants are left to see the end of their own pipes.
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
