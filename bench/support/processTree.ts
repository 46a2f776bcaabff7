import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Whether this system tells who started whom. */
export const canListProcesses = existsSync('/proc/self/stat');

/** All processes that this one has started, and those that they have, by their ids. */
export function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? readStat(Number(entry)) : undefined;
    if (stat !== undefined) {
      parents.set(Number(entry), stat.parent);
    }
  }
  const found = new Set([pid]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const [child, parent] of parents) {
      if (found.has(parent)) {
        found.add(child);
      }
    }
  }
  found.delete(pid);
  return [...found];
}

/** Whether it has ended; one that is only not collected yet by its parent has. */
export function isGone(pid: number): boolean {
  const state = readStat(pid)?.state;
  return state === undefined || state === 'Z' || state === 'X';
}

function readStat(pid: number): { state: string; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in parentheses and may hold anything, parentheses included.
    const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
