import { spawnSync } from 'node:child_process';

/** Why a test cannot run here; undefined where it can. */
export type Obstacle = string | undefined;

const isRoot = process.getuid?.() === 0;

/** Whether a program runs and ends well; also false where there is none of that name. */
function runs(file: string, ...args: string[]): boolean {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

/** What stands in the way of {@link withFileInPlaceOf}. */
export const mountObstacle: Obstacle = runs('unshare', '-m', 'mount', '--bind', '/dev/null', '/etc/hostname')
  ? undefined
  : 'mounting in a namespace of its own is not allowed here';

/**
 * How to start a host that sees this file in the place of others, which nobody else notices. No shell is needed once it
 * runs.
 */
export function withFileInPlaceOf(file: string, ...others: readonly string[]): string[] {
  const script = `file=$1; shift
    while [ "$1" != -- ]; do mount --bind "$file" "$1" || exit; shift; done
    shift; exec "$@"`;
  return ['unshare', '-m', 'sh', '-c', script, 'sh', file, ...others, '--'];
}

/** How to start a host as process 1, as the only program of a container is. */
export const asFirstProcess: readonly string[] = [
  'unshare',
  '--pid',
  '--fork',
  '--mount-proc',
  '--kill-child',
];

/** What stands in the way of {@link asFirstProcess}. */
export const firstProcessObstacle: Obstacle = runs('unshare', ...asFirstProcess.slice(1), 'true')
  ? undefined
  : 'a namespace of its own for processes is not allowed here';

/** How to start a host for which SIGCHLD is ignored; a shell does not pass that on. */
export const ignoringChildSignals: readonly string[] = ['env', '--ignore-signal=CHLD'];

/** How to start a host to which SIGCHLD never comes. */
export const blockingChildSignals: readonly string[] = ['env', '--block-signal=CHLD'];

/** What stands in the way of {@link ignoringChildSignals}. */
export const signalObstacle: Obstacle = runs('env', '--ignore-signal=CHLD', 'true')
  ? undefined
  : 'env cannot start a program with a signal ignored here';

/** What stands in the way of {@link asUser}. */
export const userObstacle: Obstacle = !isRoot
  ? 'only root can act as somebody else'
  : runs('setpriv', '--reuid', '54321', '--clear-groups', 'true')
    ? undefined
    : 'setpriv cannot act as somebody else here';

/** How to start a host as a user of this number who may read everything, as the tests' own program, and write nothing. */
export function asUser(id: number): string[] {
  const mayRead = ['--inh-caps', '+dac_read_search', '--ambient-caps', '+dac_read_search'];
  return ['setpriv', '--reuid', `${id}`, '--regid', `${id}`, '--clear-groups', ...mayRead];
}
