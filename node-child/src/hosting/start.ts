import { CallTimeoutError } from '../errors/callErrors.js';
import { ConnectionClosedError } from '../errors/connectionErrors.js';
import { handled } from '../errors/handled.js';
import { ProcessExitedError } from '../errors/processExitedError.js';
import { StartError } from '../errors/startError.js';
import { PipedProcess, READ_FD, WRITE_FD } from '../processes/pipedProcess.js';
import { describeErrorLines, describeExit, exitedError, type ProcessExit } from '../processes/processExit.js';
import { connect, type OpenConnection } from './connect.js';
import { DEFAULT_HELLO_TIMEOUT } from './connectOptions.js';
import { READ_VARIABLE, WRITE_VARIABLE } from './endpoint.js';
import type { Peer } from './peer.js';
import { checkStartOptions, type StartOptions } from './startOptions.js';

const EXIT_TIMEOUT_MILLISECONDS = 5_000;
const TERMINATE_TIMEOUT_MILLISECONDS = 2_000;

/** A program that {@link start} has started, and its connection. */
export interface StartedProgram<Contract = undefined> extends AsyncDisposable {
  /** The program, as what can be called. */
  readonly peer: Peer<Contract>;

  /** The process's id. */
  readonly pid: number;

  /** Resolves when the program has ended, with how; it does not reject. */
  readonly exited: Promise<ProcessExit>;

  /**
   * Ends the program: flushes and ends the connection, waits for `exitTimeout`, sends SIGTERM, waits for `terminateTimeout`,
   * and kills its process group. What the program has started in that group ends with it. Disposing does the same.
   *
   * @returns how the program ended
   */
  close(): Promise<ProcessExit>;
}

/**
 * Starts a program and connects it over two pipes, which are its descriptors 3, to read, and 4, to write. Their numbers stand
 * in its environment as `NODEPIPE_READ_FD` and `NODEPIPE_WRITE_FD`: `connect()` finds them, and so does .NET's
 * `Endpoint.FromEnvironment()`.
 *
 * With an interface of the program's functions, `start<Contract>()`, its `peer` is typed by it.
 *
 * The program and what it has started in its process group end with this process, however that ends. Standard input is empty.
 * What is open when the program ends gets a {@link ProcessExitedError}.
 *
 * @throws StartError where the program cannot be run, ends before it has answered, or answers too late
 * @throws TypeError for options that are none
 * @throws the reason of the signal where it aborts
 */
export async function start<Contract = undefined>(options: StartOptions): Promise<StartedProgram<Contract>> {
  checkStartOptions(options);
  const { signal } = options;
  signal?.throwIfAborted();
  const program = await startProcess(options);
  const kill = () => program.kill();
  signal?.addEventListener('abort', kill, { once: true });
  void program.exited.then(() => signal?.removeEventListener('abort', kill));
  try {
    // It may have been aborted while the program came to be.
    signal?.throwIfAborted();
    const connection = await connectTo<Contract>(program, options);
    void closePipesInTheEnd(program, connection);
    const close = () => handled(program.stop(connection.close));
    return {
      peer: connection.peer,
      pid: program.pid,
      exited: program.exited,
      close,
      async [Symbol.asyncDispose]() {
        await close();
      },
    };
  } catch (error) {
    program.kill();
    const exit = await program.exited;
    program.closePipes();
    signal?.throwIfAborted();
    throw explainFailure(options, error, exit);
  }
}

async function startProcess(options: StartOptions): Promise<PipedProcess> {
  return PipedProcess.start({
    command: options.command,
    args: options.args ?? [],
    cwd: options.cwd ?? currentFolder(options.command),
    env: {
      ...process.env,
      ...options.env,
      [READ_VARIABLE]: String(READ_FD),
      [WRITE_VARIABLE]: String(WRITE_FD),
    },
    onOutputLine: options.onOutputLine,
    onErrorLine: options.onErrorLine,
    exitTimeout: options.exitTimeout ?? EXIT_TIMEOUT_MILLISECONDS,
    terminateTimeout: options.terminateTimeout ?? TERMINATE_TIMEOUT_MILLISECONDS,
  });
}

function currentFolder(command: string): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new StartError(
      `The program ${command} could not be started: the working directory of this process is gone; give a cwd.`,
      { cause },
    );
  }
}

function connectTo<Contract>(
  program: PipedProcess,
  options: StartOptions,
): Promise<OpenConnection<Contract>> {
  const { framing, functions, hello, timeout, maxMessageLength, maxOpenCalls, maxBufferedBytes } = options;
  const explainEnd = async () => exitedError(await program.exited);
  return connect<Contract>({
    over: { child: program.child, output: WRITE_FD, input: READ_FD, explainEnd },
    framing,
    functions,
    hello,
    timeout,
    maxMessageLength,
    maxOpenCalls,
    maxBufferedBytes,
  });
}

function explainFailure(options: StartOptions, error: unknown, exit: ProcessExit): unknown {
  const { command, args = [], timeout = DEFAULT_HELLO_TIMEOUT } = options;
  const fail = (why: string) =>
    new StartError(`The program \`${[command, ...args].join(' ')}\` ${why}`, { cause: error });
  if (error instanceof ProcessExitedError) {
    return fail(`ended before it was connected: ${describeExit(exit)}`);
  }
  const said = `so it was killed.${describeErrorLines(exit.lastErrorLines)}`;
  if (error instanceof StartError && error.cause instanceof CallTimeoutError) {
    return fail(
      `has not answered the hello within ${timeout} ms, ${said}\nTo one that does not know NodePipe give hello: 'answer'; to a slow one a longer timeout.`,
    );
  }
  if (error instanceof ConnectionClosedError) {
    return fail(`could not be connected (${error.message.replace(/\.$/, '')}), ${said}`);
  }
  return error;
}

// What the program has written is still read behind its end.
async function closePipesInTheEnd(
  program: PipedProcess,
  connection: Pick<OpenConnection, 'ended'>,
): Promise<void> {
  await Promise.allSettled([program.exited, connection.ended]);
  program.closePipes();
}
