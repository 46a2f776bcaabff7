import { brand } from './brand.js';
import { NodePipeError } from './nodePipeError.js';

/** Something was to be written after the write end had been closed by this side. */
export class TransportEndedError extends NodePipeError {
  override readonly name = 'TransportEndedError';

  constructor() {
    super('ERR_NODEPIPE_ENDED', 'The write end is closed: nothing can be sent after end().');
  }
}

brand(TransportEndedError, 'TransportEndedError');

/** The connection has ended: what was still open is lost, and nothing more can be called. */
export class ConnectionClosedError extends NodePipeError {
  override readonly name: string = 'ConnectionClosedError';

  /** @param code that of a more particular error, for the classes derived from this one */
  constructor(
    message = 'The connection is closed: the other side has ended it or is gone.',
    options?: ErrorOptions,
    code = 'ERR_NODEPIPE_CLOSED',
  ) {
    super(code, message, options);
  }
}

brand(ConnectionClosedError, 'ConnectionClosedError');

/** @internal The reason goes on from "The connection is closed: "; without one nothing more is known. */
export function closedBecause(reason: string | undefined, options?: ErrorOptions): ConnectionClosedError {
  const message = reason === undefined ? undefined : `The connection is closed: ${reason}.`;
  return new ConnectionClosedError(message, options);
}

/** The other side broke the protocol in a way that nothing can follow. */
export class ProtocolError extends NodePipeError {
  override readonly name: string = 'ProtocolError';

  /** @param code that of a more particular error, for the classes derived from this one */
  constructor(message: string, options?: ErrorOptions, code = 'ERR_NODEPIPE_PROTOCOL') {
    super(code, message, options);
  }
}

brand(ProtocolError, 'ProtocolError');
