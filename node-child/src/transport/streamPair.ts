import type { Readable, Writable } from 'node:stream';
import { StartError } from '../errors/startError.js';

/** Streams that somebody has opened already. */
export interface StreamPair {
  /** What the other side writes arrives here. */
  readonly readable: Readable;
  /** What this side writes goes here; the same for one stream of both directions. */
  readonly writable: Writable;
}

/** Two readers of one stream would both get what belongs to one of them. */
const taken = { readable: new WeakSet<Readable>(), writable: new WeakSet<Writable>() };

/**
 * Takes the streams for one connection or channel, if they can carry it.
 *
 * @param owner what takes them, for the message
 * @throws TypeError for what is no stream, StartError for a pair that is swapped or in use
 */
export function takeStreams(owner: string, { readable, writable }: StreamPair): void {
  checkStream(owner, 'readable', readable, 'read');
  checkStream(owner, 'writable', writable, 'write');
  // A socket of a child's input says that it cannot be read, one of its output not that it cannot be written.
  if (!isReadable(readable) && isWritable(readable) && isReadable(writable)) {
    throw new StartError(
      `The streams of ${owner} are swapped: \`readable\` can only be written, and \`writable\` be read; give them the other way round.`,
    );
  }
  // By what each is used for: a stream of both directions may join two sides in one process.
  if (taken.readable.has(readable) || taken.writable.has(writable)) {
    throw new StartError(
      `The streams of ${owner} are in use already: each carries one connection or channel.`,
    );
  }
  taken.readable.add(readable);
  taken.writable.add(writable);
}

function checkStream(owner: string, role: keyof StreamPair, stream: unknown, method: string): void {
  if (typeof stream !== 'object' || stream === null) {
    throw new TypeError(
      `${owner} has no ${role} stream but ${stream}; was the process started with a pipe there?`,
    );
  }
  if (typeof (stream as Record<string, unknown>)[method] !== 'function') {
    throw new TypeError(`The ${role} stream of ${owner} has no method ${method}(); give a stream of Node.`);
  }
}

function isReadable(stream: Readable | Writable): boolean {
  return 'readable' in stream && stream.readable;
}

function isWritable(stream: Readable | Writable): boolean {
  return 'writable' in stream && stream.writable;
}
