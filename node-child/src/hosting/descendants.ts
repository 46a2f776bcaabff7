import { readdirSync } from 'node:fs';
import { readText } from './readText.js';

/**
 * Kills the descendants of a process, which goes on itself. Only Linux tells them, by `/proc`; elsewhere they are left to
 * see the end of their own pipes. What has lost its parent on the way belongs to another process by then, and is not found.
 */
export function killDescendants(pid: number): void {
  const killed = new Set<number>();
  // A process that goes on starting others is met by looking again until nothing new turns up.
  for (let before = -1; before !== killed.size; ) {
    before = killed.size;
    killTree(pid, killed);
  }
}

function killTree(pid: number, killed: Set<number>): void {
  for (const child of childrenOf(pid)) {
    if (killed.has(child) || hasEnded(child)) {
      continue;
    }
    killed.add(child);
    // Stopped first, so that it starts nothing between the look at its children and its end.
    send(child, 'SIGSTOP');
    killTree(child, killed);
    send(child, 'SIGKILL');
  }
}

// Each thread has the children that it has started.
function childrenOf(pid: number): number[] {
  return list(`/proc/${pid}/task`).flatMap((task) =>
    readText(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number),
  );
}

// One that nobody has collected is still listed; its number is not another's yet.
function hasEnded(pid: number): boolean {
  const stat = readText(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses, which may hold anything.
  const [state] = stat.slice(stat.lastIndexOf(')') + 2);
  return state === undefined || state === 'Z' || state === 'X';
}

// A thread or a process may end while it is looked at, which says nothing of the others.
function list(folder: string): string[] {
  try {
    return readdirSync(folder);
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
