import { NodePipeError } from './nodePipeError.js';

/** Something was to be written after the write end had been closed by this side. */
export class TransportEndedError extends NodePipeError {
  override readonly name = 'TransportEndedError';

  constructor() {
    super('ERR_NODEPIPE_ENDED', 'The write end is closed: nothing can be sent after end().');
  }
}

/** The connection has ended: what was still open is lost, and nothing more can be called. */
export class ConnectionClosedError extends NodePipeError {
  override readonly name = 'ConnectionClosedError';

  constructor(
    message = 'The connection is closed: the other side has ended it or is gone.',
    options?: ErrorOptions,
  ) {
    super('ERR_NODEPIPE_CLOSED', message, options);
  }
}

/** The other side broke the protocol in a way that nothing can follow. */
export class ProtocolError extends NodePipeError {
  override readonly name = 'ProtocolError';

  constructor(message: string, options?: ErrorOptions) {
    super('ERR_NODEPIPE_PROTOCOL', message, options);
  }
}
