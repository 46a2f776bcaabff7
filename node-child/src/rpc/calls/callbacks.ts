import { RpcError } from '../../errors/callErrors.js';
import { handled } from '../../errors/handled.js';
import { errorCodes } from '../messages/errorCodes.js';
import type { Scope } from '../streams/streamWriter.js';
import type { AnyFunction } from '../values/markerSource.js';
import type { IncomingCall } from './incomingCall.js';

/** The method by which a callback is called; its parameters are the number and the list of arguments. */
export const CALLBACK_METHOD = '$/callback';

/** What is said of a callback whose call is over. */
export const CALLBACK_GONE = 'The callback is gone: it lives as long as the call that brought it.';

/** A function that the other side can call, and where it runs. */
interface PassedFunction {
  readonly callback: AnyFunction;
  readonly scope: Scope;
}

/** The functions that this side has passed to calls which are still open. */
export class Callbacks {
  readonly #functions = new Map<number, PassedFunction>();

  /** @param scope where they run: in the place of the code that has passed them */
  add(functions: ReadonlyMap<number, AnyFunction>, scope: Scope): void {
    for (const [number, callback] of functions) {
      this.#functions.set(number, { callback, scope });
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
    const passed = typeof number === 'number' ? this.#functions.get(number) : undefined;
    if (passed === undefined) {
      throw gone();
    }
    const { callback, scope } = passed;
    return scope(() => callback(...(Array.isArray(args) ? args : [])));
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
