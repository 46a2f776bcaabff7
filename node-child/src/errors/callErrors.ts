import { brand } from './brand.js';
import { NodePipeError } from './nodePipeError.js';

/** A call was not answered within the time that its caller gave it; the other side was told to stop. */
export class CallTimeoutError extends NodePipeError {
  override readonly name = 'CallTimeoutError';

  /** @param timeout the time given, in milliseconds */
  constructor(
    method: string,
    readonly timeout: number,
  ) {
    super('ERR_NODEPIPE_TIMEOUT', `The call of ${method} was not answered within ${timeout} ms.`);
  }
}

brand(CallTimeoutError, 'CallTimeoutError');

/** A value cannot be sent as it is; the message names the path to it and what to send instead. */
export class UnsendableValueError extends NodePipeError {
  override readonly name = 'UnsendableValueError';

  constructor(message: string) {
    super('ERR_NODEPIPE_VALUE', message);
  }
}

brand(UnsendableValueError, 'UnsendableValueError');

/** An error with a JSON-RPC code of its own: a handler that throws it is answered by exactly this error. */
export class RpcError extends NodePipeError {
  override readonly name = 'RpcError';

  /** @param rpcCode the `code` of the JSON-RPC error object */
  constructor(
    readonly rpcCode: number,
    message: string,
    readonly data?: unknown,
  ) {
    super('ERR_NODEPIPE_RPC', message);
  }
}

brand(RpcError, 'RpcError');
