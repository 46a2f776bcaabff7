import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { transports } from './child.js';
import { poll } from './poll.js';
import { isRunning } from './processes.js';

const program = fileURLToPath(
  new URL('../../dotnet-host/artifacts/bin/NodePipe.TestHost/release/NodePipe.TestHost.dll', import.meta.url),
);

/** The launchers that this system has. */
export const launchers =
  process.platform === 'linux' ? (['Posix', 'Portable'] as const) : (['Portable'] as const);

/** Each launcher with each form of the transport, for `describe.each`. */
export const combinations = launchers.flatMap((launcher) =>
  (['fs', 'socket'] as const).map((transport) => ({ launcher, transport })),
);

/** A program of `test/fixtures/host`. */
export const hostFixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/host/${name}`, import.meta.url));

/** Whether this system shows its processes; what happens to them is only checked where it does. */
export const showsProcesses = existsSync('/proc/self/task');

export interface ChannelSettings {
  readonly launcher?: (typeof launchers)[number];
  readonly transport?: (typeof transports)[number];
  readonly nodePath?: string;
  readonly nodeArguments?: readonly string[];
  readonly program?: string;
  readonly workingDirectory?: string;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly exitTimeout?: number;
  readonly terminateTimeout?: number;
  readonly maxLineLength?: number;
}

/** An error as the host saw it. */
export interface Failure {
  readonly type: string;
  readonly message: string;
  readonly processId?: number;
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  readonly lastErrorLines?: readonly string[];
}

/** How a process ended, as the host saw it. */
export interface Exit {
  readonly processId: number;
  readonly code: number | null;
  readonly signal: string | null;
  readonly lastErrorLines: readonly string[];
  readonly text: string;
}

/** What the host tells, one object a line, each with one of these. */
export interface Reports {
  readonly started: number;
  readonly failed: Failure;
  readonly line: string;
  readonly output: string;
  readonly error: string;
  readonly sent: number;
  readonly notSent: Failure;
  readonly loaded: number;
  readonly ended: Failure | null;
  readonly disposed: Exit;
}

/**
 * Runs a verb of the test host to its end and gives all that it reported.
 *
 * @param openFiles the most files that the host may have open; the suite's own limit where it is left out
 */
export async function runVerb(
  verb: string,
  settings: object,
  env: NodeJS.ProcessEnv = {},
  openFiles?: number,
): Promise<unknown[]> {
  const limit = openFiles === undefined ? '' : `ulimit -n ${openFiles}; `;
  const { stdout, stderr, timedOut, failed, exitCode, shortMessage } = await execa(
    'sh',
    ['-c', `${limit}exec dotnet "$@"`, 'sh', program, verb, JSON.stringify(settings)],
    {
      env,
      reject: false,
      stdin: 'ignore',
      timeout: 25_000,
      killSignal: 'SIGKILL',
    },
  );
  if (failed && exitCode === undefined && !timedOut) {
    throw new Error(`The host did not start or was killed: ${shortMessage}`);
  }
  if (timedOut || stderr !== '') {
    throw new Error(`The host ${timedOut ? 'did not end' : 'complained'}: ${stderr.slice(0, 2_000)}`);
  }
  return stdout.split('\n').map((line) => JSON.parse(line) as unknown);
}

function startTalking(settings: ChannelSettings, env: NodeJS.ProcessEnv) {
  return execa('dotnet', [program, 'talk', JSON.stringify(settings)], {
    env,
    reject: false,
    buffer: false,
    stderr: 'inherit',
  });
}

/** A host that holds one channel, and does what it is told. */
export class TalkingHost implements AsyncDisposable {
  readonly #host: ReturnType<typeof startTalking>;
  readonly #reports: Partial<Reports>[] = [];
  #rest = '';

  constructor(settings: ChannelSettings, env: NodeJS.ProcessEnv = {}) {
    this.#host = startTalking(settings, env);
    this.#host.stdin.on('error', () => {
      // The host may be gone; its exit tells.
    });
    this.#host.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      this.#reports.push(...lines.map((line) => JSON.parse(line)));
    });
  }

  /** Starts a host and waits until its child answers, so that it is there in full. */
  static async serving(settings: ChannelSettings, env: NodeJS.ProcessEnv = {}): Promise<TalkingHost> {
    const host = new TalkingHost(settings, env);
    host.tell('send hello');
    await host.reported('line');
    return host;
  }

  get pid(): number {
    return this.#host.pid ?? Number.NaN;
  }

  /** Gives the host a command. */
  tell(command: string): void {
    this.#host.stdin.write(`${command}\n`);
  }

  /** Lets the host dispose its channel and end. */
  dispose(): void {
    this.#host.stdin.end();
  }

  kill(): void {
    this.#host.kill('SIGKILL');
  }

  all<Kind extends keyof Reports>(kind: Kind): Reports[Kind][] {
    return this.#reports.flatMap((report) => (kind in report ? [report[kind] as Reports[Kind]] : []));
  }

  /** Waits for a report of this kind. */
  reported<Kind extends keyof Reports>(kind: Kind): Promise<Reports[Kind]> {
    return this.reportedSuch(kind, () => true);
  }

  /** Waits for a report of this kind that is as wanted. */
  async reportedSuch<Kind extends keyof Reports>(
    kind: Kind,
    isWanted: (report: Reports[Kind]) => boolean,
  ): Promise<Reports[Kind]> {
    const found = await poll(`the host reports '${kind}'`, () => {
      const report = this.all(kind).find(isWanted);
      return report !== undefined && { report };
    });
    return found.report;
  }

  async childPid(): Promise<number> {
    return await this.reported('started');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const [childPid] = this.all('started');
    this.kill();
    await this.#host;
    if (childPid !== undefined && isRunning(childPid)) {
      process.kill(childPid, 'SIGKILL');
    }
  }
}
