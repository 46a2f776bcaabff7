import { spawn } from 'node:child_process';

/** How a program has ended. */
export interface GroupEnd {
  readonly code: number | null;
  readonly isLate: boolean;
  /** What it has said, on both streams. */
  readonly output: string;
}

/** Those that run, so that they can be ended with this process. */
const running = new Set<number>();

/**
 * Runs a program in a process group of its own, which is killed when it has ended, or when its time is over.
 *
 * @param ceiling in milliseconds
 */
export function runGroup(
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly ceiling: number },
): Promise<GroupEnd> {
  const { cwd, env = process.env, ceiling } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const { pid } = child;
    let output = '';
    let isLate = false;
    const kill = () => pid !== undefined && killGroup(pid);
    const timer = setTimeout(() => {
      isLate = true;
      kill();
    }, ceiling);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    if (pid !== undefined) {
      running.add(pid);
    }
    child.once('error', reject);
    // Its streams may be held by what it has left behind.
    child.once('exit', kill);
    child.once('close', (code) => {
      clearTimeout(timer);
      running.delete(pid ?? 0);
      resolve({ code, isLate, output });
    });
  });
}

/** Ends all that run, as at Ctrl+C. */
export function killGroups(): void {
  for (const pid of running) {
    killGroup(pid);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}
