import { attempt, attemptEach } from '../../errors/report.js';

/** What a call is told that depends on it: outgoing calls, and resources that live as long as it does. */
export interface Dependent {
  cancel(reason: unknown): void;
}

/** The life of a call that the peer has made, from its start until it is answered and its streams have ended. */
export abstract class CallLifetime {
  /** What is called, for reports. */
  abstract readonly method: string;

  #controller: AbortController | undefined;
  #cancelReason: unknown;
  #isCancelled = false;
  #isAnswered = false;
  #isFinished = false;
  #hasFailed = false;
  #openStreams = 0;
  #dependents: Set<Dependent> | undefined;
  #whenFinished: (() => void)[] | undefined;

  /** Aborted when the caller cancels the call or is gone. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isCancelled) {
        this.#controller.abort(this.#cancelReason);
      }
    }
    return this.#controller.signal;
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  get cancelReason(): unknown {
    return this.#cancelReason;
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Whether it is answered and all streams of the answer have ended. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Whether the answer is an error. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  cancel(reason: unknown): void {
    if (this.#isCancelled || this.#isFinished) {
      return;
    }
    this.#isCancelled = true;
    this.#cancelReason = reason;
    const dependents = this.#dependents ?? [];
    this.#dependents = undefined;
    attemptEach(`the cancelling of ${this.method}`, dependents, (dependent) => dependent.cancel(reason));
    const controller = this.#controller;
    if (controller !== undefined) {
      attempt(`the signal of ${this.method}`, () => this.inScope(() => controller.abort(reason)));
    }
  }

  /** Adds what is to be cancelled with this call. */
  addDependent(dependent: Dependent): void {
    if (this.#isCancelled) {
      dependent.cancel(this.#cancelReason);
    } else if (!this.#isFinished) {
      this.#dependents ??= new Set();
      this.#dependents.add(dependent);
    }
  }

  removeDependent(dependent: Dependent): void {
    this.#dependents?.delete(dependent);
  }

  /** Adds what is to be done when the call is answered and its streams have ended. */
  whenFinished(done: () => void): void {
    this.#whenFinished ??= [];
    this.#whenFinished.push(done);
  }

  /** The answer is out, and this many streams with it. */
  answered(streams: number, hasFailed: boolean): void {
    this.#isAnswered = true;
    this.#hasFailed = hasFailed;
    this.#openStreams = streams;
    this.#finishIfDone();
  }

  /** A stream of the answer has ended. */
  streamEnded(): void {
    this.#openStreams--;
    this.#finishIfDone();
  }

  /** Runs a function in the place of this call: listeners to its signal belong there. */
  protected abstract inScope(run: () => void): void;

  /** Lets go of what the call has brought: whatever it has started may hold it for long. */
  protected abstract release(): void;

  #finishIfDone(): void {
    if (this.#openStreams !== 0 || this.#isFinished) {
      return;
    }
    this.#isFinished = true;
    const whenFinished = this.#whenFinished;
    this.#whenFinished = undefined;
    this.#dependents = undefined;
    this.release();
    if (whenFinished !== undefined) {
      attemptEach(`the end of ${this.method}`, whenFinished, (done) => done());
    }
  }
}
