import { StartError } from '../errors/startError.js';
import { DEFAULT_LINE_LIMIT } from '../framing/lineReader.js';
import type { ConnectionOptions } from '../rpc/connectionOptions.js';
import { type DescriptorPair, LARGEST_DESCRIPTOR } from '../transport/descriptors.js';
import { type TransportKind, transportKinds } from '../transport/openTransport.js';
import { LONGEST_TEXT_BYTES } from './sharedOptions.js';

/** What the command line asks for. */
export type Command = { readonly kind: 'help' } | ServeCommand;

/** What the other side may send; what is not set is as the connection has it. */
export type ConnectionLimits = Pick<
  ConnectionOptions,
  'maxMessageLength' | 'maxOpenCalls' | 'maxBufferedBytes'
>;

/** Serve a channel over two descriptors. */
export interface ServeCommand extends DescriptorPair {
  readonly kind: 'serve';
  /** The form of the transport, where one was asked for. */
  readonly io: TransportKind | undefined;
  /** A descriptor whose end of file means that the parent is gone. */
  readonly lifelineFd: number | undefined;
  readonly limits: ConnectionLimits;
}

/** What `--help` prints. */
export const usage = `Usage: node main.cjs <readFd> <writeFd> [options]

Serves calls over two descriptors that the parent process has passed.
A line of JSON-RPC 2.0 is a call: of ping, echo and exit, and once nodepipe/load
has loaded a module, of its exports instead. A text line comes back as
"echo: <line>". The text "exit" or end of file ends it.

  <readFd>                      number of the descriptor to read from
  <writeFd>                     number of the descriptor to write to; the same for one socket
  --io fs|socket                the form of the transport (default: the best for the runtime)
  --lifeline <fd>               kill this process and its descendants when this pipe ends
  --max-message-length <bytes>  the longest message that is read (default: 268435456)
  --max-open-calls <count>      the most calls of the other side that are open at once (default: 65536)
  --max-buffered-bytes <bytes>  the most that the other side may make this one hold (default: 268435456,
                                or the longest message where that is more)
  --help                        print this and exit
`;

const LARGEST_COUNT = 2 ** 31 - 1;

/**
 * Reads the command line.
 *
 * @param args the arguments after the program's own path
 * @throws StartError with one sentence for what is missing, unknown or malformed
 */
export function parseCommandLine(args: readonly string[]): Command {
  const positional: string[] = [];
  let io: TransportKind | undefined;
  let lifelineFd: number | undefined;
  let limits: ConnectionLimits = {};
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith('--')) {
      positional.push(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    const name = equals === -1 ? arg : arg.slice(0, equals);
    const value = () => (equals === -1 ? rest.shift() : arg.slice(equals + 1));
    switch (name) {
      case '--help':
        return { kind: 'help' };
      case '--io':
        io = parseTransportKind(value());
        break;
      case '--lifeline':
        lifelineFd = parseDescriptor('lifeline', value());
        break;
      case '--max-message-length':
        limits = { ...limits, maxMessageLength: parseLimit(name, value(), LONGEST_TEXT_BYTES) };
        break;
      case '--max-open-calls':
        limits = { ...limits, maxOpenCalls: parseLimit(name, value(), LARGEST_COUNT) };
        break;
      case '--max-buffered-bytes':
        limits = { ...limits, maxBufferedBytes: parseLimit(name, value(), Number.MAX_SAFE_INTEGER) };
        break;
      default:
        throw new StartError(`The option ${name} is unknown; --help lists the options.`);
    }
  }
  const [readFd, writeFd, ...surplus] = positional;
  if (surplus.length > 0) {
    throw new StartError(
      `Too many arguments: ${surplus.join(' ')}; give the read and the write descriptor only.`,
    );
  }
  checkBuffered(limits);
  return {
    kind: 'serve',
    readFd: parseDescriptor('read', readFd),
    writeFd: parseDescriptor('write', writeFd),
    io,
    lifelineFd,
    limits,
  };
}

/**
 * Reads the number of a descriptor from an argument.
 *
 * @param advice what to do where it is missing
 * @throws StartError where it is missing or no such number
 */
export function parseDescriptor(
  role: string,
  text: string | undefined,
  advice = 'usage: node main.cjs <readFd> <writeFd> [options]',
): number {
  if (text === undefined) {
    throw new StartError(`The ${role} descriptor is missing; ${advice}.`);
  }
  const fd = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(fd <= LARGEST_DESCRIPTOR)) {
    throw new StartError(
      `The ${role} descriptor is ${JSON.stringify(text)}, which is not the number of a descriptor.`,
    );
  }
  return fd;
}

function parseTransportKind(text: string | undefined): TransportKind {
  const kind = transportKinds.find((known) => known === text);
  if (kind === undefined) {
    throw new StartError(`The option --io takes ${transportKinds.join(' or ')}; ${whatWasGiven(text)}.`);
  }
  return kind;
}

function parseLimit(option: string, text: string | undefined, largest: number): number {
  const limit = text !== undefined && /^\d+$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > largest) {
    throw new StartError(
      `The option ${option} takes a whole number from 1 to ${largest}; ${whatWasGiven(text)}.`,
    );
  }
  return limit;
}

function checkBuffered({ maxMessageLength = DEFAULT_LINE_LIMIT, maxBufferedBytes }: ConnectionLimits): void {
  if (maxBufferedBytes !== undefined && maxBufferedBytes < maxMessageLength) {
    throw new StartError(
      `The option --max-buffered-bytes is ${maxBufferedBytes}; give at least the longest message, ${maxMessageLength} bytes.`,
    );
  }
}

function whatWasGiven(text: string | undefined): string {
  return text === undefined ? 'nothing was given' : `not ${JSON.stringify(text)}`;
}
