import { readdirSync, readFileSync } from 'node:fs';

/** The live processes of a group, by /proc; a zombie does not count. */
export function processesOfGroup(group: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const { state, groupId } = statOf(pid);
      return groupId === group && state !== 'Z' && state !== 'X';
    });
}

function statOf(pid: number): { state: string | undefined; groupId: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, which may hold anything.
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, groupId: Number(group) };
  } catch {
    return { state: undefined, groupId: Number.NaN };
  }
}
