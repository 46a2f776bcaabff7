import { decodeText } from '../framing/lineKind.js';
import type { IncomingCall } from '../rpc/calls/incomingCall.js';
import { Connection } from '../rpc/connection.js';
import type { DescriptorPair } from '../transport/descriptors.js';
import { openTransport, type TransportKind, transportKindFor } from '../transport/openTransport.js';
import { ModuleCallContext } from './callContext.js';
import type { ConnectionLimits } from './commandLine.js';
import { runInContext } from './currentCall.js';
import { echoCommands } from './echoCommands.js';
import { ModuleHost } from './moduleHost.js';
import { runtimeInfo } from './runtimeInfo.js';

/** How long open calls may go on after the host has gone. */
const GRACE_MILLISECONDS = 2_000;

/**
 * Serves the echo commands, and a module from the moment that one is loaded, until the text `exit`, the command
 * `exit` or end of file.
 *
 * @param descriptors which have been checked
 * @param io the form of the transport
 * @param limits what the host may send
 * @returns when everything is flushed and the write end is closed
 * @throws what ended the channel out of order, such as a line over the limit
 */
export async function runChildProgram(
  descriptors: DescriptorPair,
  io?: TransportKind,
  limits: ConnectionLimits = {},
): Promise<void> {
  const transport = await openTransport(descriptors, io);
  const handlers = echoCommands(() => connection.stop());
  const modules = new ModuleHost(handlers);
  const connection = new Connection(transport, {
    handlers,
    fallback: (method, isRequest) => modules.fallback(method, isRequest),
    scope: runInScope,
    runtime: runtimeInfo(transportKindFor(descriptors, io)),
    ...limits,
  });
  modules.attach(connection);
  connection.onText = (line) => {
    const text = decodeText(line);
    if (text === 'exit') {
      connection.stop();
    } else {
      connection.sendText(`echo: ${text}`);
    }
  };
  modules.onLoad = () => {
    connection.onText = undefined;
  };
  // Before all others, because a transport may close its descriptor on exit.
  process.prependListener('exit', () => connection.flush());
  transport.start(connection);
  const failure = await connection.ended;
  await withinGrace(connection.idle());
  connection.close();
  // A host that does not read must not keep what has failed.
  await (failure === undefined ? transport.end() : withinGrace(transport.end()));
  if (failure !== undefined) {
    throw failure;
  }
}

function runInScope<T>(call: IncomingCall, run: () => T): T {
  return call.context instanceof ModuleCallContext ? runInContext(call.context, run) : run();
}

async function withinGrace(done: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GRACE_MILLISECONDS);
  });
  await Promise.race([done, late]);
  clearTimeout(timer);
}
