import { StartError } from '../errors/startError.js';
import { type DescriptorPair, isSocket } from './descriptors.js';
import { isBun, isDeno } from './runtimes.js';
import type { Transport } from './transport.js';

/** The forms of a transport: `socket` is faster, `fs` works with every kind of pipe. */
export const transportKinds = ['fs', 'socket'] as const;

/** One of {@link transportKinds}. */
export type TransportKind = (typeof transportKinds)[number];

/** The form that works best where this runs: a socket on POSIX, `fs` on Windows and in Bun, whose sockets read no pipes. */
export function defaultTransportKind(): TransportKind {
  return process.platform === 'win32' || isBun ? 'fs' : 'socket';
}

/**
 * The form in which the descriptors are opened, where this one is asked for. One socket for both directions is always
 * opened as such, where the runtime can: `fs` could only close it whole, and it is still read.
 */
export function transportKindFor(
  { readFd, writeFd }: DescriptorPair,
  kind: TransportKind = defaultTransportKind(),
): TransportKind {
  return readFd === writeFd && defaultTransportKind() === 'socket' && isSocket(readFd) ? 'socket' : kind;
}

/**
 * Opens the descriptors, in the given form where it can be; each form is loaded only when it is needed.
 *
 * @throws StartError for a form that does not work in this runtime
 */
export async function openTransport(pair: DescriptorPair, kind?: TransportKind): Promise<Transport> {
  const form = transportKindFor(pair, kind);
  if (isBun && form === 'socket') {
    throw new StartError('Bun reads nothing from a descriptor as a socket; leave the form out, or give fs.');
  }
  if (isDeno && form === 'fs') {
    throw new StartError('Deno’s fs knows no inherited descriptor; leave the form out, or give socket.');
  }
  switch (form) {
    case 'fs': {
      const { FsTransport } = await import('./fsTransport.js');
      return new FsTransport(pair.readFd, pair.writeFd);
    }
    case 'socket': {
      const { SocketTransport } = await import('./socketTransport.js');
      return new SocketTransport(pair.readFd, pair.writeFd);
    }
  }
}
