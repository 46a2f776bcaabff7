import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { transports } from './child.js';
import { poll } from './poll.js';
import { isRunning } from './processes.js';

/** The test host's program, which `dotnet` runs. */
export const testHostProgram = fileURLToPath(
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
  readonly maxMessageLength?: number;
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
  readonly warned: string;
  readonly sent: number;
  readonly notSent: Failure;
  readonly loaded: number;
  readonly ended: Failure | null;
  readonly disposed: Exit;
}

/** How the test host is started. */
export interface HostStart {
  readonly env?: NodeJS.ProcessEnv;
  /** A program with its arguments that starts the host in its turn, as `env` does. */
  readonly by?: readonly string[];
  /** Whether what the host says on standard error is of no interest: it ends with a complaint. */
  readonly mayComplain?: boolean;
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
  const by = openFiles === undefined ? [] : ['sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh'];
  return await runVerbBy(verb, settings, { env, by });
}

/** The same, started in another way. */
export async function runVerbBy(
  verb: string,
  settings: object,
  { env = {}, by = [] }: HostStart,
): Promise<unknown[]> {
  const [file = '', ...args] = [...by, 'dotnet', testHostProgram, verb, JSON.stringify(settings)];
  const { stdout, stderr, timedOut, failed, exitCode, shortMessage } = await execa(file, args, {
    env,
    reject: false,
    stdin: 'ignore',
    timeout: 25_000,
    killSignal: 'SIGKILL',
  });
  if (failed && exitCode === undefined && !timedOut) {
    throw new Error(`The host did not start or was killed: ${shortMessage}`);
  }
  if (timedOut || stderr !== '') {
    throw new Error(`The host ${timedOut ? 'did not end' : 'complained'}: ${stderr.slice(0, 2_000)}`);
  }
  return stdout.split('\n').map((line) => JSON.parse(line) as unknown);
}

function startHost(verb: string, settings: object, { env = {}, by = [], mayComplain = false }: HostStart) {
  const [file = '', ...args] = [...by, 'dotnet', testHostProgram, verb, JSON.stringify(settings)];
  return execa(file, args, {
    env,
    reject: false,
    buffer: false,
    stderr: mayComplain ? 'ignore' : 'inherit',
  });
}

/** A host that reports what happens to it, and does what it is told. */
export class ReportingHost<Told extends object> implements AsyncDisposable {
  readonly #host: ReturnType<typeof startHost>;
  readonly #reports: Partial<Told>[] = [];
  #rest = '';

  constructor(verb: string, settings: object, start: HostStart) {
    this.#host = startHost(verb, settings, start);
    this.#host.stdin.on('error', () => {
      // The host may be gone; its exit tells.
    });
    this.#host.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      this.#reports.push(...lines.map((line) => JSON.parse(line)));
    });
  }

  get pid(): number {
    return this.#host.pid ?? Number.NaN;
  }

  /** Gives the host a command. */
  tell(command: string): void {
    this.#host.stdin.write(`${command}\n`);
  }

  /** Lets the host dispose what it holds, and end. */
  dispose(): void {
    this.#host.stdin.end();
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#host.kill(signal);
  }

  /** Waits until the host has ended. */
  async ended(): Promise<void> {
    await this.#host;
  }

  all<Kind extends keyof Told>(kind: Kind): Told[Kind][] {
    return this.#reports.flatMap((report) => (kind in report ? [report[kind] as Told[Kind]] : []));
  }

  /** Waits for a report of this kind. */
  reported<Kind extends keyof Told>(kind: Kind): Promise<Told[Kind]> {
    return this.reportedSuch(kind, () => true);
  }

  /** Waits for a report of this kind that is as wanted. */
  async reportedSuch<Kind extends keyof Told>(
    kind: Kind,
    isWanted: (report: Told[Kind]) => boolean,
  ): Promise<Told[Kind]> {
    const found = await poll(`the host reports '${String(kind)}'`, () => {
      const report = this.all(kind).find(isWanted);
      return report !== undefined && { report };
    });
    return found.report;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.ended();
  }
}

/** A host that holds one channel. */
export class TalkingHost extends ReportingHost<Reports> {
  constructor(settings: ChannelSettings, env: NodeJS.ProcessEnv = {}, start: HostStart = {}) {
    super('talk', settings, { env, ...start });
  }

  /** Starts a host and waits until its child answers, so that it is there in full. */
  static async serving(
    settings: ChannelSettings,
    env: NodeJS.ProcessEnv = {},
    start: HostStart = {},
  ): Promise<TalkingHost> {
    const host = new TalkingHost(settings, env, start);
    host.tell('send hello');
    await host.reported('line');
    return host;
  }

  async childPid(): Promise<number> {
    return await this.reported('started');
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    const [childPid] = this.all('started');
    await super[Symbol.asyncDispose]();
    if (childPid !== undefined && isRunning(childPid)) {
      process.kill(childPid, 'SIGKILL');
    }
  }
}
