/** Above this many waiting bytes nothing more is to be read until some are taken, unless something else is set. */
const DEFAULT_MAX_WAITING_BYTES = 1024 * 1024;

/** What a waiting frame counts beside its bytes, as in .NET. */
const FRAME_COST = 64;

/** A timer cannot wait longer, in milliseconds: some 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** What a read of frames finds: one, nothing within the time that was given, or that no more will come. */
export type ReadResult<T> =
  | { readonly kind: 'frame'; readonly frame: T }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'end' };

/** How long a read waits. */
export interface ReadOptions {
  /** In milliseconds; 0 takes what is there only. By default, and with Infinity, the wait has no end. */
  readonly timeout?: number | undefined;

  /** Ends the wait; the read then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Where more frames come from. */
interface FrameSource {
  pause(): void;
  resume(): void;
}

/** A frame and the one behind it: what was taken is free at once, also where the reader never catches up. */
interface WaitingFrame {
  readonly frame: Buffer;
  next: WaitingFrame | undefined;
}

/** Frames that wait for whoever reads them, and readers that wait for frames. A frame is one reader's, in their order. */
export class FrameInbox {
  readonly #source: FrameSource;
  readonly #maxWaitingBytes: number;
  #first: WaitingFrame | undefined;
  #last: WaitingFrame | undefined;
  #waitingBytes = 0;
  #isPaused = false;
  #end: { readonly error: Error | undefined } | undefined;
  /** In the order in which they came. */
  readonly #readers = new Set<() => void>();

  constructor(source: FrameSource, maxWaitingBytes = DEFAULT_MAX_WAITING_BYTES) {
    this.#source = source;
    this.#maxWaitingBytes = maxWaitingBytes;
  }

  /** Takes the frame, or a copy where its memory is not its own. */
  add(frame: Buffer, isOwn: boolean): void {
    const waiting = { frame: isOwn ? frame : Buffer.from(frame), next: undefined };
    if (this.#last === undefined) {
      this.#first = waiting;
    } else {
      this.#last.next = waiting;
    }
    this.#last = waiting;
    this.#waitingBytes += frame.length + FRAME_COST;
    this.#wakeFirst();
    if (!this.#isPaused && this.#waitingBytes > this.#maxWaitingBytes) {
      this.#isPaused = true;
      this.#source.pause();
    }
  }

  /** No frame will follow. Frames that wait can still be read; behind them every read ends, or fails with the error. */
  end(error?: Error): void {
    this.#end ??= { error };
    for (const reader of [...this.#readers]) {
      reader();
    }
  }

  /** Drops what waits. */
  clear(): void {
    this.#first = undefined;
    this.#last = undefined;
    this.#waitingBytes = 0;
  }

  /**
   * Reads one frame. Whatever becomes of the wait, no frame is lost: it stays for the next read.
   *
   * @throws what ended the frames out of order, behind the last of them
   * @throws RangeError for a time-out below 0
   */
  async read({ timeout = Number.POSITIVE_INFINITY, signal }: ReadOptions = {}): Promise<ReadResult<Buffer>> {
    if (!(timeout >= 0)) {
      throw new RangeError(`The time-out is ${timeout} ms; give 0 or more, or Infinity for none.`);
    }
    signal?.throwIfAborted();
    const there = this.#take();
    if (there !== undefined || timeout === 0) {
      return there ?? { kind: 'nothing' };
    }
    return new Promise((resolve, reject) => {
      const settle = (result: () => ReadResult<Buffer>) => {
        this.#readers.delete(reader);
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        try {
          resolve(result());
        } catch (error) {
          reject(error);
        }
      };
      const reader = () => settle(() => this.#take() ?? { kind: 'nothing' });
      const abort = () =>
        settle(() => {
          throw signal?.reason;
        });
      const timer =
        timeout > LONGEST_TIMER ? undefined : setTimeout(settle, timeout, () => ({ kind: 'nothing' }));
      signal?.addEventListener('abort', abort);
      this.#readers.add(reader);
    });
  }

  #take(): ReadResult<Buffer> | undefined {
    const taken = this.#first;
    if (taken === undefined) {
      return this.#takeEnd();
    }
    const { frame } = taken;
    this.#first = taken.next;
    // Whatever still holds the one that was taken holds none of those behind it.
    taken.next = undefined;
    if (this.#first === undefined) {
      this.#last = undefined;
    }
    this.#waitingBytes -= frame.length + FRAME_COST;
    if (this.#isPaused && this.#waitingBytes <= this.#maxWaitingBytes / 2) {
      this.#isPaused = false;
      this.#source.resume();
    }
    return { kind: 'frame', frame };
  }

  #takeEnd(): ReadResult<Buffer> | undefined {
    if (this.#end === undefined) {
      return undefined;
    }
    if (this.#end.error !== undefined) {
      throw this.#end.error;
    }
    return { kind: 'end' };
  }

  #wakeFirst(): void {
    for (const reader of this.#readers) {
      reader();
      return;
    }
  }
}
