import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { StartError } from '../errors/startError.js';
import { START_VARIABLE } from './startVariable.js';

const SHELL = '/bin/sh';

// It gets the number of the group, and then a line or end of file: at a line it is no longer needed. Where end of file comes
// first, this process has ended while the system started the program: Linux shows which one that is. (`read` leaves out the
// NULs between the variables, whose values may have lines.) What is sent to all of a session must not take it away before its
// time.
const SCRIPT = `trap '' HUP INT QUIT TERM USR1 USR2 ALRM
if read -r group; then
  read -r _ || kill -9 "-$group"
else
  for process in /proc/[0-9]*; do
    while read -r variables || [ -n "$variables" ]; do
      case $variables in *"${START_VARIABLE}=$1"*) kill -9 "-\${process#/proc/}";; esac
    done < "$process/environ"
  done
fi`;

const MOST_REPLACEMENTS = 10;

/** Doubled each time: a shell that dies at once is not started in a tight loop. */
const FIRST_PAUSE_MILLISECONDS = 100;

let isWarned = false;

/**
 * A shell that reads a pipe whose other end only this process holds. When this process is gone, by any means, the shell
 * sees end of file and kills the group of a child, a child in a busy loop and all its own children included.
 *
 * It stands in a session of its own: Node gives a child none but a session of its own, which nobody else can join. The
 * child is not started by the shell, because a shell changes the environment: some drop variables whose names are no names
 * to them.
 */
export class Watchdog {
  #shell: ChildProcess;
  #group: number | undefined;
  #replaced = 0;
  #pause: NodeJS.Timeout | undefined;
  #isReleased = false;

  /** What {@link START_VARIABLE} has to be in the environment of the program. */
  readonly token: string;

  private constructor(shell: ChildProcess, token: string) {
    this.#shell = shell;
    this.token = token;
    this.#keep();
  }

  /**
   * Starts the shell. Where there is none, nothing watches, which is said once as a warning of the process; Windows ends a
   * child with its parent by itself.
   *
   * @throws StartError where the system has no room for it
   */
  static start(): Watchdog | undefined {
    if (process.platform === 'win32') {
      return undefined;
    }
    if (!isAvailable()) {
      warnOnce();
      return undefined;
    }
    const token = randomUUID();
    const shell = startShell(token);
    if (shell.pid === undefined) {
      throw new StartError(
        `The watchdog of the program could not be started: ${SHELL} is there, so the system has no room for another process or its pipe.`,
      );
    }
    return new Watchdog(shell, token);
  }

  /** Kills the group of that number as soon as this process is gone. Once. */
  guard(group: number): void {
    this.#group = group;
    this.#tell(`${group}\n`);
  }

  /** The group is gone, or never came to be: its number may be another's soon. */
  release(): void {
    this.#isReleased = true;
    clearTimeout(this.#pause);
    // The line that it waits for, be it the number or the one behind that.
    this.#shell.stdin?.end('\n\n');
  }

  #tell(line: string): void {
    if (this.#shell.stdin?.writable === true) {
      this.#shell.stdin.write(line);
    }
  }

  // One that has died before the child is replaced.
  #keep(): void {
    this.#shell.once('exit', () => {
      if (this.#isReleased || this.#replaced === MOST_REPLACEMENTS) {
        return;
      }
      this.#pause = setTimeout(() => this.#replace(), FIRST_PAUSE_MILLISECONDS * 2 ** this.#replaced);
      this.#pause.unref();
    });
  }

  #replace(): void {
    this.#replaced++;
    this.#shell = startShell(this.token);
    this.#keep();
    if (this.#group !== undefined) {
      this.#tell(`${this.#group}\n`);
    }
  }
}

function startShell(token: string): ChildProcess {
  const shell = spawn(SHELL, ['-c', SCRIPT, 'nodepipe-watchdog', token], {
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // It has no say in how long this process lives, nor in how it ends.
  shell.once('error', () => {});
  shell.stdin?.on('error', () => {});
  shell.unref();
  (shell.stdin as { unref?: () => void } | null)?.unref?.();
  return shell;
}

function isAvailable(): boolean {
  try {
    accessSync(SHELL, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function warnOnce(): void {
  if (!isWarned) {
    isWarned = true;
    process.emitWarning(
      `There is no ${SHELL}, so nothing watches over the programs that start() starts: they may outlive this process where it is killed.`,
      { code: 'NODEPIPE_NO_WATCHDOG' },
    );
  }
}
