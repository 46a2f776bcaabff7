import { NodePipeError } from '../errors/nodePipeError.js';
import type { CallContext } from './callContext.js';
import type { NodePipeGlobal } from './currentCall.js';

declare global {
  /** What a module finds without a package from npm; not there outside of a program that serves calls. */
  var nodepipe: NodePipeGlobal | undefined;
}

/**
 * The call in whose course this is asked, also behind an `await`; for functions that have no `this`, such as arrow
 * functions and members of an object.
 *
 * @throws NodePipeError outside of any call
 */
export function currentCall(): CallContext {
  const call = globalThis.nodepipe?.currentCall();
  if (call === undefined) {
    throw new NodePipeError(
      'ERR_NODEPIPE_NO_CALL',
      'There is no current call: currentCall() is for functions that the other side has called.',
    );
  }
  return call;
}
