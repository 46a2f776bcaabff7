import { execFileSync, spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { consoleProgram, repository } from '../support/consoleHost.js';
import { poll } from '../support/poll.js';

const ctrlC = '\x03';
const ctrlD = '\x04';

/** The program `script` runs a command at a pseudo-terminal; not every system has it, or this form of it. */
const hasTerminal = (() => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
})();

/** The interactive host at a terminal of its own. */
class Terminal implements AsyncDisposable {
  readonly #process = spawn(
    'script',
    ['--quiet', '--flush', '--return', '--command', `exec dotnet '${consoleProgram}'`, '/dev/null'],
    { cwd: repository, env: { ...process.env, TERM: 'xterm' }, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  #screen = '';
  #exitCode: number | null | undefined;

  constructor() {
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#screen += text;
    });
    this.#process.stdin.on('error', () => {
      // The host may be gone; its exit code tells.
    });
    this.#process.once('close', (code) => {
      this.#exitCode = code;
    });
  }

  type(text: string): void {
    this.#process.stdin.write(text);
  }

  /** Waits until the screen has shown this. */
  async shows(text: string | RegExp): Promise<string> {
    return poll(`the screen shows ${text}`, () => {
      const found = typeof text === 'string' ? this.#screen.includes(text) : text.test(this.#screen);
      return found && this.#screen;
    }).catch((error: Error) => {
      throw new Error(`${error.message}; it shows:\n${this.#screen}`);
    });
  }

  async exitCode(): Promise<number> {
    return poll('the host ends', () => this.#exitCode ?? undefined);
  }

  /** Presses a key again and again until the host ends. */
  async exitCodeAfterPressing(key: string): Promise<number> {
    const presses = setInterval(() => this.type(key), 100);
    try {
      return await this.exitCode();
    } finally {
      clearInterval(presses);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#exitCode === undefined) {
      // Its terminal is gone with it: the host gets SIGHUP and ends, its child too.
      this.#process.kill('SIGKILL');
      await poll('the terminal ends', () => this.#exitCode !== undefined);
    }
  }
}

const title = hasTerminal
  ? 'at a terminal'
  : "at a terminal (skipped: this needs the program 'script' of util-linux)";

describe.skipIf(!hasTerminal)(title, () => {
  test('there is a prompt, a reply to each line, and exit ends it with code 0', async () => {
    await using terminal = new Terminal();
    await terminal.shows(/> $/);
    terminal.type('hello\n');
    await terminal.shows(/echo: hello\r\n.*> $/s);
    terminal.type('exit\n');
    expect(await terminal.exitCode()).toBe(0);
  });

  test('Ctrl+D ends it with code 0', async () => {
    await using terminal = new Terminal();
    await terminal.shows(/> $/);
    // A press before the host reads its terminal is lost, and a person would press again.
    expect(await terminal.exitCodeAfterPressing(ctrlD)).toBe(0);
  });

  test('Ctrl+C asks the child to stop, and the host ends with code 130', async () => {
    await using terminal = new Terminal();
    await terminal.shows(/> $/);
    terminal.type(ctrlC);
    await terminal.shows('Stopping the child');
    expect(await terminal.exitCode()).toBe(130);
    await terminal.shows(/Stopped: process \d+ ended with exit code 0/);
  });

  test('a second Ctrl+C, but not one in the same moment, forces a child that spins', async () => {
    await using terminal = new Terminal();
    await terminal.shows(/> $/);
    terminal.type('.load ./test/fixtures/console/odd.mjs\n');
    await terminal.shows('spin (0 arguments)');
    terminal.type('.call spin\n');
    await terminal.shows('[child] spinning');
    terminal.type(ctrlC + ctrlC);
    await terminal.shows('Stopping the child');
    // Presses within 250 ms are one, so a person would press on.
    expect(await terminal.exitCodeAfterPressing(ctrlC)).toBe(130);
    await terminal.shows(/Stopped: process \d+ was ended by SIGKILL/);
  });
});
