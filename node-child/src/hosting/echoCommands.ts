import type { Handler } from '../rpc/calls/incomingCall.js';

/**
 * The commands of the child's program before it has loaded a module: `ping` answers "pong", `echo` its parameters,
 * `exit` null.
 *
 * @param exit called when `exit` was asked for; its answer is still to be sent
 */
export function echoCommands(exit: () => void): Map<string, Handler> {
  return new Map<string, Handler>([
    ['ping', () => 'pong'],
    // One parameter by position is the value itself, as a function with one parameter would return it. Anything
    // else, several by position, none, or names, comes back whole.
    ['echo', ({ params }) => (Array.isArray(params) && params.length === 1 ? params[0] : params)],
    ['exit', () => exit()],
  ]);
}
