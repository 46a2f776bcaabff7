import { readdirSync, readFileSync } from 'node:fs';

/** The environment variable that marks every process which a test has started, directly or not. */
export const RUN_MARKER = 'NODEPIPE_TEST_RUN';

/** A process as /proc shows it. */
export interface RunningProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/** A variable of a process's environment as it was started; nothing where it has none, or is gone. */
export function environmentVariable(pid: number, name: string): string | undefined {
  return readProc(pid, 'environ')
    .split('\0')
    .find((variable) => variable.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** Finds the live processes whose environment holds the variable with the value; none where there is no /proc. */
export function findProcesses(variable: string, value: string): RunningProcess[] {
  const wanted = `${variable}=${value}`;
  return processIds().flatMap((pid) => {
    const environment = readProc(pid, 'environ').split('\0');
    return environment.includes(wanted) && isRunning(pid)
      ? [{ pid, commandLine: readProc(pid, 'cmdline').replaceAll('\0', ' ').trim() }]
      : [];
  });
}

/** Whether the process is there and runs; one that has ended and was not collected does not. */
export function isRunning(pid: number): boolean {
  const state = /^State:\s+(\S)/m.exec(readProc(pid, 'status'))?.[1];
  return state !== undefined && state !== 'Z' && state !== 'X';
}

function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
