import { isObject, type OptionRule } from '../errors/optionRules.js';
import { START_VARIABLE } from '../processes/startVariable.js';
import { type ChildEndpoint, ChildTransport } from '../transport/childTransport.js';
import { checkDescriptors, type DescriptorPair } from '../transport/descriptors.js';
import { openTransport, type TransportKind, transportKindFor } from '../transport/openTransport.js';
import { type StreamPair, takeStreams } from '../transport/streamPair.js';
import { StreamTransport } from '../transport/streamTransport.js';
import type { Transport } from '../transport/transport.js';
import { parseDescriptor } from './commandLine.js';

/** The variable that holds the number of the descriptor to read from, where a parent such as `start()` sets it. */
export const READ_VARIABLE = 'NODEPIPE_READ_FD';

/** The variable that holds the number of the descriptor to write to. */
export const WRITE_VARIABLE = 'NODEPIPE_WRITE_FD';

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
 * @param over by default the descriptors that {@link READ_VARIABLE} and {@link WRITE_VARIABLE} name, or else the first two
 *   arguments of the program
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
    return passedDescriptors(owner);
  }
  return 'environment' in over ? descriptorsInEnvironment(over.environment) : over;
}

// The variables first: the arguments of a program that was started by them are the user's alone, and may be numbers.
function passedDescriptors(owner: string): DescriptorPair {
  if (process.env[READ_VARIABLE] !== undefined && process.env[WRITE_VARIABLE] !== undefined) {
    const pair = descriptorsInEnvironment([READ_VARIABLE, WRITE_VARIABLE]);
    // What this program starts has no such descriptors, and a watchdog of its own if any.
    delete process.env[READ_VARIABLE];
    delete process.env[WRITE_VARIABLE];
    delete process.env[START_VARIABLE];
    return pair;
  }
  const [readFd, writeFd] = process.argv.slice(2);
  const advice = `pass two descriptor numbers to the program, or give ${owner} an \`over\``;
  return {
    readFd: parseDescriptor('read', readFd, advice),
    writeFd: parseDescriptor('write', writeFd, advice),
  };
}

function descriptorsInEnvironment([read, write]: EnvironmentDescriptors['environment']): DescriptorPair {
  const advice = (name: string) => `set the environment variable ${name} to its number`;
  return {
    readFd: parseDescriptor('read', process.env[read], advice(read)),
    writeFd: parseDescriptor('write', process.env[write], advice(write)),
  };
}

function isPairOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((name) => typeof name === 'string');
}
