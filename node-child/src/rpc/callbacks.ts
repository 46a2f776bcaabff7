import { RpcError } from '../errors/callErrors.js';
import { errorCodes } from './errorCodes.js';
import { handled } from './handled.js';
import type { IncomingCall } from './incomingCall.js';
import type { AnyFunction } from './valueEncoder.js';

/** The method by which a callback is called; its parameters are the number and the list of arguments. */
export const CALLBACK_METHOD = '$/callback';

/** What is said of a callback whose call is over. */
export const CALLBACK_GONE = 'The callback is gone: it lives as long as the call that brought it.';

/** The functions that this side has passed to calls which are still open. */
export class Callbacks {
  readonly #functions = new Map<number, AnyFunction>();

  add(functions: ReadonlyMap<number, AnyFunction>): void {
    for (const [number, callback] of functions) {
      this.#functions.set(number, callback);
    }
  }

  remove(numbers: Iterable<number>): void {
    for (const number of numbers) {
      this.#functions.delete(number);
    }
  }

  clear(): void {
    this.#functions.clear();
  }

  /**
   * Handles a call of a callback.
   *
   * @throws RpcError where it is gone
   */
  handle(call: IncomingCall): unknown {
    const [number, args] = call.arguments;
    const callback = typeof number === 'number' ? this.#functions.get(number) : undefined;
    if (callback === undefined) {
      throw gone();
    }
    return callback(...(Array.isArray(args) ? args : []));
  }
}

/**
 * Makes the function that stands for one of the caller's.
 *
 * @param call what brought it; the function lives as long as that
 */
export function makeCallback(
  number: number,
  call: IncomingCall,
  invoke: (method: string, params: readonly unknown[]) => Promise<unknown>,
): (...args: unknown[]) => Promise<unknown> {
  return (...args) =>
    call.isFinished ? handled(Promise.reject(gone())) : invoke(CALLBACK_METHOD, [number, args]);
}

function gone(): RpcError {
  return new RpcError(errorCodes.methodNotFound, CALLBACK_GONE);
}
