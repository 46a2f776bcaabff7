import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { makePipe } from './plumbing.js';
import { poll } from './poll.js';

/** The program that a host starts. */
export const childProgram = fileURLToPath(new URL('../../node-child/dist/main.cjs', import.meta.url));

/** The forms of a transport, for `describe.each`. */
export const transports = ['fs', 'socket'] as const;

/** A folder of small programs that the tests start or load. */
export const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/child/${name}`, import.meta.url));

/** What a child is connected by: a host in .NET makes pipes, one in Node socket pairs. */
export type Plumbing = 'pipes' | 'socket pairs';

export interface StartChildOptions {
  readonly io?: (typeof transports)[number];
  readonly plumbing?: Plumbing;
  /** The runtime and what stands before its own arguments; Node where it is left out. */
  readonly runtime?: readonly [file: string, ...before: string[]];
  /** Another program than the bundled one; it gets the same arguments. */
  readonly program?: string;
  readonly nodeArguments?: readonly string[];
  readonly extraArguments?: readonly string[];
  /** Gives the child a descriptor 5 that ends when {@link TestChild.cutLifeline} is called. */
  readonly lifeline?: boolean;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child as its host sees it. Like a host it closes its own write end when it reads end of file. */
export class TestChild implements AsyncDisposable {
  readonly process: ChildProcess;
  readonly input: Socket;
  readonly output: Socket;
  readonly exited: Promise<Exit>;
  readonly #lifeline: Socket | undefined;
  readonly #chunks: Buffer[] = [];
  #stderr = '';
  #ended = false;

  constructor(process: ChildProcess, input: Socket, output: Socket, lifeline: Socket | undefined) {
    this.process = process;
    this.input = input;
    this.output = output;
    this.#lifeline = lifeline;
    this.exited = new Promise((resolve) => {
      process.once('close', (code, signal) => resolve({ code, signal }));
    });
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    input.on('error', () => {
      // The child may be gone; its exit tells.
    });
  }

  /** Begins to read what the child writes; until then it stays in the pipe. */
  read(): this {
    this.output.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    const end = () => {
      this.#ended = true;
      this.input.end();
    };
    this.output.once('end', end).once('close', end).on('error', end);
    return this;
  }

  write(bytes: string | Uint8Array): void {
    this.input.write(bytes);
  }

  get pid(): number {
    return this.process.pid ?? Number.NaN;
  }

  /** Everything that the child has written so far. */
  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get lines(): string[] {
    return this.bytes.toString().split('\n').slice(0, -1);
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Waits until the child has written this many lines. */
  linesUpTo(count: number): Promise<string[]> {
    return poll(`${count} lines of the child`, () => {
      const lines = this.lines;
      return lines.length >= count && lines;
    });
  }

  /** Waits for the end of file from the child. */
  async endOfFile(): Promise<void> {
    await poll('end of file from the child', () => this.#ended);
  }

  /** Waits for the exit, which has to come by itself. */
  async exit(): Promise<Exit> {
    let exit: Exit | undefined;
    this.exited.then((value) => {
      exit = value;
    });
    return poll('the exit of the child', () => exit);
  }

  cutLifeline(): void {
    this.#lifeline?.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill('SIGKILL');
    this.input.destroy();
    this.output.destroy();
    this.#lifeline?.destroy();
    await this.exited;
  }
}

/** Starts a child with descriptors 3 and 4, as a host does. Nothing is read until {@link TestChild.read}. */
export function startChild(options: StartChildOptions = {}): TestChild {
  const { io, plumbing = 'pipes', program = childProgram, lifeline = false } = options;
  const toChild = plumbing === 'pipes' ? makePipe() : undefined;
  const fromChild = plumbing === 'pipes' ? makePipe() : undefined;
  const [file, ...before] = options.runtime ?? [process.execPath];
  const args = [...before, ...(options.nodeArguments ?? []), program, '3', '4'];
  args.push(...(io === undefined ? [] : ['--io', io]), ...(lifeline ? ['--lifeline', '5'] : []));
  args.push(...(options.extraArguments ?? []));
  const child = spawn(file, args, {
    stdio: [
      'ignore',
      'ignore',
      'pipe',
      toChild?.readFd ?? 'pipe',
      fromChild?.writeFd ?? 'pipe',
      ...(lifeline ? (['pipe'] as const) : []),
    ],
  });
  const input =
    toChild === undefined ? duplex(child, 3) : new Socket({ fd: toChild.writeFd, readable: false });
  const output =
    fromChild === undefined ? duplex(child, 4) : new Socket({ fd: fromChild.readFd, writable: false });
  for (const fd of [toChild?.readFd, fromChild?.writeFd]) {
    if (fd !== undefined) {
      closeSync(fd);
    }
  }
  return new TestChild(child, input, output, lifeline ? duplex(child, 5) : undefined);
}

function duplex(child: ChildProcess, fd: number): Socket {
  const stream: unknown = child.stdio[fd];
  if (!(stream instanceof Socket)) {
    throw new Error(`The child has no pipe at descriptor ${fd}.`);
  }
  return stream;
}
