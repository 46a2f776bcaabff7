import './throwOnOldNode.js';

export { CallTimeoutError, RpcError, UnsendableValueError } from './errors/callErrors.js';
export { ConnectionClosedError, ProtocolError, TransportEndedError } from './errors/connectionErrors.js';
export { BrokenFrameError, FrameTooLongError, TerminatorInFrameError } from './errors/frameErrors.js';
export { AttachmentsTooLongError, LineEndInTextError, LineTooLongError } from './errors/lineErrors.js';
export { NodePipeError } from './errors/nodePipeError.js';
export { ProcessExitedError } from './errors/processExitedError.js';
export { RemoteError, type RemoteErrorDetails } from './errors/remoteError.js';
export { StartError } from './errors/startError.js';
export { type Framing, type Framings, framings } from './framing/framings.js';
export type { CallContext } from './hosting/callContext.js';
export { connect, type OpenConnection } from './hosting/connect.js';
export type { ConnectOptions, ExposedFunction, HelloRole } from './hosting/connectOptions.js';
export type { Endpoint, EnvironmentDescriptors } from './hosting/endpoint.js';
export type { ReadOptions, ReadResult } from './hosting/frameInbox.js';
export { currentCall } from './hosting/globalCall.js';
export type { LineChannel } from './hosting/lineChannel.js';
export type { MessageChannel } from './hosting/messageChannel.js';
export {
  type LineChannelOptions,
  type MessageChannelOptions,
  openLineChannel,
  openMessageChannel,
} from './hosting/openChannel.js';
export type { FunctionName, Functions, Peer, TypedCalls } from './hosting/peer.js';
export { type StartedProgram, start } from './hosting/start.js';
export type { StartOptions } from './hosting/startOptions.js';
export type { ProcessExit } from './processes/processExit.js';
export type { CallOptions } from './rpc/calls/callOptions.js';
export type { Host } from './rpc/calls/remoteHost.js';
export type { ChildEndpoint } from './transport/childTransport.js';
export type { DescriptorPair } from './transport/descriptors.js';
export { memoryPair } from './transport/memoryPair.js';
export type { TransportKind } from './transport/openTransport.js';
export type { StreamPair } from './transport/streamPair.js';
