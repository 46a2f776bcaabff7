import type { OptionRule } from '../errors/optionRules.js';
import { type ChildEndpoint, ChildTransport } from '../transport/childTransport.js';
import { checkDescriptors, type DescriptorPair } from '../transport/descriptors.js';
import { openTransport, type TransportKind, transportKindFor } from '../transport/openTransport.js';
import { type StreamPair, takeStreams } from '../transport/streamPair.js';
import { StreamTransport } from '../transport/streamTransport.js';
import type { Transport } from '../transport/transport.js';
import { parseDescriptor } from './commandLine.js';

/** Descriptors whose numbers stand in the environment of this program. */
export interface EnvironmentDescriptors {
  /** The names of the two variables: of the descriptor to read from, then of the one to write to. */
  readonly environment: readonly [read: string, write: string];
}

/**
 * What carries a connection or a channel: descriptors that the parent process has passed on, by their numbers or by the
 * names of environment variables that hold them; two open streams, of `memoryPair()` too; or pipes of a child process.
 */
export type Endpoint = DescriptorPair | EnvironmentDescriptors | StreamPair | ChildEndpoint;

/** What the option `over` has to be. */
export const endpointRule: OptionRule = {
  give:
    'two descriptors as { readFd, writeFd }, the names of two variables as { environment }, two open streams as ' +
    '{ readable, writable }, or a process as { child }',
  fits: (value) =>
    isObject(value) &&
    (('readFd' in value && 'writeFd' in value) ||
      ('readable' in value && 'writable' in value) ||
      ('environment' in value && isPairOfNames(value.environment)) ||
      ('child' in value && isObject(value.child))),
};

/** A transport that is open, and what kind it is, for people. */
export interface OpenEndpoint {
  readonly transport: Transport;
  readonly form: string;
}

/**
 * Opens what carries a connection or a channel.
 *
 * @param owner the function that was given it, for messages
 * @param over by default the descriptors in the first two arguments of the program
 * @throws StartError where it cannot carry one
 * @throws TypeError for streams that are none
 */
export async function openEndpoint(
  owner: string,
  over: Endpoint | undefined,
  kind: TransportKind | undefined,
): Promise<OpenEndpoint> {
  if (over !== undefined && 'child' in over) {
    return { transport: new ChildTransport(over), form: 'stream' };
  }
  if (over !== undefined && 'readable' in over) {
    takeStreams(owner, over);
    return { transport: new StreamTransport(over.readable, over.writable), form: 'stream' };
  }
  const pair = descriptorsOf(owner, over);
  checkDescriptors(pair);
  return { transport: await openTransport(pair, kind), form: transportKindFor(pair, kind) };
}

function descriptorsOf(
  owner: string,
  over: DescriptorPair | EnvironmentDescriptors | undefined,
): DescriptorPair {
  if (over === undefined) {
    const [readFd, writeFd] = process.argv.slice(2);
    const advice = `pass two descriptor numbers to the program, or give ${owner} an \`over\``;
    return {
      readFd: parseDescriptor('read', readFd, advice),
      writeFd: parseDescriptor('write', writeFd, advice),
    };
  }
  if (!('environment' in over)) {
    return over;
  }
  const [read, write] = over.environment;
  return {
    readFd: parseDescriptor('read', process.env[read], `set the environment variable ${read} to its number`),
    writeFd: parseDescriptor(
      'write',
      process.env[write],
      `set the environment variable ${write} to its number`,
    ),
  };
}

function isPairOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((name) => typeof name === 'string');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
