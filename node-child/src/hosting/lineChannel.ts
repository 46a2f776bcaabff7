import { handled, handledGenerator } from '../errors/handled.js';
import { LineTooLongError } from '../errors/lineErrors.js';
import { checkOptions, type OptionRule } from '../errors/optionRules.js';
import { decodeText } from '../framing/lineKind.js';
import { DEFAULT_LINE_LIMIT, LineReader } from '../framing/lineReader.js';
import { LineWriter } from '../framing/lineWriter.js';
import { checkDescriptors, type DescriptorPair } from '../transport/descriptors.js';
import { openTransport, type TransportKind } from '../transport/openTransport.js';
import type { Transport } from '../transport/transport.js';
import { limitRule, transportRule } from './sharedOptions.js';

/** What a channel tells its owner. */
export interface LineReceiver {
  /** One line without its end; the buffer is valid only during the call. */
  line(line: Buffer): void;

  /** No line will follow. Called once; `error` is there where it was not an orderly end of file. */
  end(error?: Error): void;
}

/** How {@link openLineChannel} opens a channel. */
export interface LineChannelOptions extends DescriptorPair {
  /** The form of the transport; by default the one that works best on this runtime. */
  readonly io?: TransportKind;

  /** The longest line that is read, in bytes without its end; 256 MiB by default. */
  readonly lineLimit?: number;
}

/** Lines in both directions over a pair of descriptors. */
export class LineChannel {
  readonly #transport: Transport;
  readonly #writer: LineWriter;
  readonly #limit: number;

  /** @internal Authors call {@link openLineChannel}. */
  constructor(transport: Transport, limit: number = DEFAULT_LINE_LIMIT) {
    this.#transport = transport;
    this.#writer = new LineWriter(transport);
    this.#limit = limit;
  }

  /** Begins to read, line by line as bytes. To be called once, instead of {@link readLines}. */
  start(receiver: LineReceiver): void {
    let open = true;
    const end = (error?: Error) => {
      if (open) {
        open = false;
        receiver.end(error);
      }
    };
    const reader = new LineReader((line) => receiver.line(line), this.#limit);
    const guarded = (read: () => void) => {
      try {
        read();
      } catch (error) {
        // What the receiver throws is not the channel's to handle.
        if (!(error instanceof LineTooLongError)) {
          throw error;
        }
        end(error);
      }
    };
    this.#transport.start({
      data: (chunk) => {
        if (open) {
          guarded(() => reader.push(chunk));
        }
      },
      end: (error) => {
        if (open) {
          guarded(() => reader.end());
          end(error);
        }
      },
    });
  }

  /** Begins to read, line by line as text. To be called once. Lines that nobody has taken yet wait in memory. */
  readLines(): AsyncGenerator<string, void, undefined> {
    return handledGenerator(this.#readLines());
  }

  /**
   * Sends one line. Never waits.
   *
   * @throws LineEndInTextError where the text holds an LF itself; a CR is carried
   * @throws TransportEndedError after {@link end}
   */
  send(line: string): void {
    this.#writer.write(line);
  }

  /** Flushes what was sent and closes the write descriptor: the other side sees end of file. */
  end(): Promise<void> {
    return handled(this.#transport.end());
  }

  async *#readLines(): AsyncGenerator<string, void, undefined> {
    let waiting: string[] = [];
    let ended = false;
    let failure: Error | undefined;
    let wake = () => {};
    this.start({
      line(line) {
        waiting.push(decodeText(line));
        wake();
      },
      end(error) {
        ended = true;
        failure = error;
        wake();
      },
    });
    for (;;) {
      const lines = waiting;
      waiting = [];
      yield* lines;
      if (waiting.length > 0) {
        continue;
      }
      if (ended) {
        break;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (failure !== undefined) {
      throw failure;
    }
  }
}

const descriptor: OptionRule = {
  give: 'the number of a descriptor',
  fits: (value) => typeof value === 'number',
};

const rules: Readonly<Record<keyof LineChannelOptions, OptionRule>> = {
  readFd: descriptor,
  writeFd: descriptor,
  io: transportRule,
  lineLimit: limitRule,
};

/**
 * Opens a channel over two descriptors that the parent process has passed.
 *
 * @throws StartError where the descriptors cannot carry one
 * @throws TypeError for options that are none
 */
export async function openLineChannel(options: LineChannelOptions): Promise<LineChannel> {
  checkOptions('openLineChannel()', options, rules);
  const { readFd, writeFd, io, lineLimit } = options;
  checkDescriptors({ readFd, writeFd });
  return new LineChannel(await openTransport({ readFd, writeFd }, io), lineLimit);
}
