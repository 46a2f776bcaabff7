import type { DescriptorPair } from './descriptors.js';
import type { Transport } from './transport.js';

/** The forms of a transport: `socket` is faster, `fs` works with every kind of pipe. */
export const transportKinds = ['fs', 'socket'] as const;

/** One of {@link transportKinds}. */
export type TransportKind = (typeof transportKinds)[number];

/** The form that works best where this runs: a socket on POSIX, `fs` on Windows and in Bun, whose sockets read no pipes. */
export function defaultTransportKind(): TransportKind {
  return process.platform === 'win32' || 'bun' in process.versions ? 'fs' : 'socket';
}

/** Opens the descriptors in the given form; each form is loaded only when it is asked for. */
export async function openTransport(
  pair: DescriptorPair,
  kind: TransportKind = defaultTransportKind(),
): Promise<Transport> {
  switch (kind) {
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
