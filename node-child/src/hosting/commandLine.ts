import { StartError } from '../errors/startError.js';
import type { DescriptorPair } from '../transport/descriptors.js';
import { type TransportKind, transportKinds } from '../transport/openTransport.js';

/** What the command line asks for. */
export type Command = { readonly kind: 'help' } | ServeCommand;

/** Serve a channel over two descriptors. */
export interface ServeCommand extends DescriptorPair {
  readonly kind: 'serve';
  /** The form of the transport, where one was asked for. */
  readonly io: TransportKind | undefined;
  /** A descriptor whose end of file means that the parent is gone. */
  readonly lifelineFd: number | undefined;
}

/** What `--help` prints. */
export const usage = `Usage: node main.cjs <readFd> <writeFd> [options]

Serves calls over two descriptors that the parent process has passed.
A line of JSON-RPC 2.0 is a call: of ping, echo and exit, and once nodepipe/load
has loaded a module, of its exports instead. A text line comes back as
"echo: <line>". The text "exit" or end of file ends it.

  <readFd>           number of the descriptor to read from
  <writeFd>          number of the descriptor to write to
  --io fs|socket     the form of the transport (default: the best for the runtime)
  --lifeline <fd>    kill this process and its descendants when this pipe ends
  --help             print this and exit
`;

const LARGEST_DESCRIPTOR = 2 ** 31 - 1;

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
  return {
    kind: 'serve',
    readFd: parseDescriptor('read', readFd),
    writeFd: parseDescriptor('write', writeFd),
    io,
    lifelineFd,
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
    const given = text === undefined ? 'nothing was given' : `not ${JSON.stringify(text)}`;
    throw new StartError(`The option --io takes ${transportKinds.join(' or ')}; ${given}.`);
  }
  return kind;
}
