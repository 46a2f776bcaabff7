import { spawnSync } from 'node:child_process';

/** The last core that this process may use; nothing where there is no `taskset`. */
export function pinnedCpu(): number | undefined {
  const { status, stdout } = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  // Such as "pid 4711's current affinity list: 0,2-5".
  const last = status === 0 ? /(\d+)\s*$/.exec(stdout)?.[1] : undefined;
  return last === undefined ? undefined : Number(last);
}

/** The command line that holds a program, and all that it starts, on one core. */
export function pin(cpu: number, file: string, args: readonly string[]): readonly [string, ...string[]] {
  return ['taskset', '-c', String(cpu), file, ...args];
}
