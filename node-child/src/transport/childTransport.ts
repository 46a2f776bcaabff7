import type { ChildProcess } from 'node:child_process';
import { closedBecause } from '../errors/connectionErrors.js';
import { StartError } from '../errors/startError.js';
import { type StreamPair, takeStreams } from './streamPair.js';
import { StreamTransport } from './streamTransport.js';
import type { Transport, TransportReceiver, WriteDone } from './transport.js';

/** How long an exit is waited for behind an end of file, which comes first. */
const EXIT_GRACE_MILLISECONDS = 1_000;

/** How long nothing more may come after an exit: another process may hold the other end open. */
const QUIET_MILLISECONDS = 100;

/** How long it is read after an exit where it never is quiet: another process may go on writing. */
const LAST_MILLISECONDS = 1_000;

/** A process that this one has started, with pipes at two of its descriptors. */
export interface ChildEndpoint {
  readonly child: ChildProcess;

  /** The number of the descriptor that the child writes; 1 by default, its standard output. */
  readonly output?: number;

  /** The number of the descriptor that the child reads; 0 by default, its standard input. */
  readonly input?: number;

  /** @internal Asked how the process has ended, once it has; it may take its time. */
  readonly explainEnd?: () => Promise<Error>;
}

/** Carries a connection over streams of a child process. Its exit is the reason of the end, which a code other than 0 and a signal make an error. */
export class ChildTransport implements Transport {
  readonly #child: ChildProcess;
  readonly #streams: StreamTransport;
  readonly #output: number;
  readonly #explainEnd: (() => Promise<Error>) | undefined;
  #receiver: TransportReceiver | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When nothing more is read, once the child has exited; it moves while this side does not read. */
  #lastMoment: number | undefined;
  #startFailure: Error | undefined;
  #hasExited = false;
  #isPaused = false;
  #streamEnd: { readonly error: Error | undefined } | undefined;

  /** @throws StartError, TypeError where the child has no pipes there */
  constructor({ child, output = 1, input = 0, explainEnd }: ChildEndpoint) {
    const streams = streamsOf(child, output, input);
    this.#child = child;
    this.#output = output;
    this.#explainEnd = explainEnd;
    this.#streams = new StreamTransport(streams.readable, streams.writable);
    // Without a listener this would end the process.
    child.once('error', (error) => {
      if (child.pid === undefined) {
        this.#startFailure = error;
        this.#exited();
      }
    });
    child.once('exit', () => this.#exited());
    this.#hasExited = child.exitCode !== null || child.signalCode !== null;
  }

  start(receiver: TransportReceiver): void {
    this.#receiver = receiver;
    this.#streams.start({
      data: (chunk) => {
        this.#receiver?.data(chunk);
        this.#awaitQuiet();
      },
      broken: () => this.#receiver?.broken?.(),
      end: (error) => {
        this.#streamEnd = { error };
        if (this.#hasExited) {
          this.#end();
        } else {
          this.#timer = setTimeout(() => this.#end(), EXIT_GRACE_MILLISECONDS);
        }
      },
    });
    this.#awaitQuiet();
  }

  write(bytes: string | Uint8Array, done?: WriteDone): void {
    this.#streams.write(bytes, done);
  }

  pause(): void {
    this.#isPaused = true;
    this.#streams.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#lastMoment = undefined;
    this.#streams.resume();
    this.#awaitQuiet();
  }

  stopReading(): void {
    this.#receiver = undefined;
    clearTimeout(this.#timer);
    this.#streams.stopReading();
  }

  get unwritten(): number {
    return this.#streams.unwritten;
  }

  peerAlwaysReads(): void {}

  end(): Promise<void> {
    return this.#streams.end();
  }

  abandon(): void {
    this.#streams.abandon();
  }

  #exited(): void {
    this.#hasExited = true;
    if (this.#streamEnd !== undefined) {
      this.#end();
    } else {
      this.#awaitQuiet();
    }
  }

  // What the child has written before its exit is there already, and is read without a pause.
  #awaitQuiet(): void {
    if (!this.#hasExited || this.#receiver === undefined || this.#streamEnd !== undefined) {
      return;
    }
    clearTimeout(this.#timer);
    this.#lastMoment ??= performance.now() + LAST_MILLISECONDS;
    const left = Math.max(0, this.#lastMoment - performance.now());
    this.#timer = setTimeout(
      () => {
        if (!this.#isPaused) {
          this.#end();
        }
      },
      Math.min(QUIET_MILLISECONDS, left),
    );
  }

  #end(): void {
    const receiver = this.#receiver;
    this.stopReading();
    const reason = this.#reason();
    if (this.#hasExited && this.#explainEnd !== undefined) {
      void this.#explainEnd().then((error) => receiver?.end(error, reason));
    } else {
      receiver?.end(this.#failure(reason) ?? this.#streamEnd?.error, reason);
    }
  }

  #failure(reason: string): Error | undefined {
    const { exitCode, signalCode } = this.#child;
    if (this.#startFailure !== undefined) {
      return new StartError(`The process could not be started: ${this.#startFailure.message}.`, {
        cause: this.#startFailure,
      });
    }
    const isOrderly = signalCode === null && (exitCode === null || exitCode === 0);
    return isOrderly ? undefined : closedBecause(reason);
  }

  #reason(): string {
    const { pid, exitCode, signalCode } = this.#child;
    if (this.#startFailure !== undefined) {
      return `the process could not be started (${this.#startFailure.message})`;
    }
    if (signalCode !== null) {
      return `the process ${pid} was ended by ${signalCode}`;
    }
    return exitCode === null
      ? `the process ${pid} has closed its descriptor ${this.#output}`
      : `the process ${pid} has ended with exit code ${exitCode}`;
  }
}

function streamsOf(child: ChildProcess, output: number, input: number): StreamPair {
  const [readable, writable] = [child.stdio?.[output], child.stdio?.[input]];
  for (const [fd, stream] of [[output, readable] as const, [input, writable] as const]) {
    if (stream === undefined || stream === null) {
      throw new StartError(
        `The child has no pipe at descriptor ${fd}; start it with 'pipe' there in its stdio.`,
      );
    }
  }
  const streams = { readable, writable } as StreamPair;
  takeStreams('the child', streams);
  return streams;
}
