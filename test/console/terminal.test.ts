import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

interface TerminalSettings {
  /** Typed in the very moment in which the first prompt arrives. */
  readonly keyAtPrompt?: string;
  /** Where the output goes instead of the terminal. */
  readonly output?: string;
}

function startTerminal(output: string | undefined) {
  const host = `exec dotnet '${consoleProgram}' ${output === undefined ? '' : `> '${output}'`}`;
  return spawn('script', ['--quiet', '--flush', '--return', '--command', host, '/dev/null'], {
    cwd: repository,
    env: { ...process.env, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** The interactive host at a terminal of its own. */
class Terminal implements AsyncDisposable {
  readonly #process: ReturnType<typeof startTerminal>;
  #screen = '';
  #exitCode: number | null | undefined;

  constructor({ keyAtPrompt = '', output }: TerminalSettings = {}) {
    this.#process = startTerminal(output);
    let rest = keyAtPrompt;
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#screen += text;
      if (rest !== '' && this.#screen.endsWith('> ')) {
        this.type(rest);
        rest = '';
      }
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
    terminal.type('hello\n');
    await terminal.shows(/echo: hello\r\n.*> $/s);
    terminal.type(ctrlD);
    expect(await terminal.exitCode()).toBe(0);
  });

  test('Ctrl+D is not lost in the moment of the first prompt', async () => {
    for (let time = 0; time < 10; time++) {
      await using terminal = new Terminal({ keyAtPrompt: ctrlD });
      expect(await terminal.exitCode()).toBe(0);
    }
  });

  test('Ctrl+D typed before the host is there is not lost', async () => {
    for (let time = 0; time < 5; time++) {
      await using terminal = new Terminal();
      terminal.type(ctrlD);
      expect(await terminal.exitCode()).toBe(0);
    }
  });

  test('lines and half a line typed before the host is there are answered', async () => {
    await using terminal = new Terminal();
    terminal.type('one\ntwö\nthr');
    await terminal.shows(/echo: twö\r\n/);
    terminal.type('ee\n');
    await terminal.shows(/echo: one\r\n.*echo: twö\r\n.*echo: three\r\n/s);
    terminal.type(ctrlD);
    expect(await terminal.exitCode()).toBe(0);
  });

  test('with its output in a file, that gets the replies and not what is typed', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-test-'));
    try {
      await using terminal = new Terminal({ output: `${folder}/replies` });
      terminal.type(`hello\n${ctrlD}`);
      expect(await terminal.exitCode()).toBe(0);
      expect(readFileSync(`${folder}/replies`, 'utf8')).toBe('echo: hello\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
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
    const screen = await terminal.shows(/Stopped: process \d+ was ended by SIGKILL/);
    // The lost call is no news, and nothing more can be typed.
    const ending = screen.slice(screen.indexOf('Stopping the child'));
    expect(ending.split('\r\n')).toEqual([
      'Stopping the child; Ctrl+C again forces it.',
      expect.stringMatching(/^Stopped: /),
      '',
    ]);
  });
});
