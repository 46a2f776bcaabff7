export { CallTimeoutError, RpcError, UnsendableValueError } from './errors/callErrors.js';
export { ConnectionClosedError, ProtocolError, TransportEndedError } from './errors/connectionErrors.js';
export { AttachmentsTooLongError, LineEndInTextError, LineTooLongError } from './errors/lineErrors.js';
export { NodePipeError } from './errors/nodePipeError.js';
export { RemoteError, type RemoteErrorDetails } from './errors/remoteError.js';
export { StartError } from './errors/startError.js';
export type { CallContext } from './hosting/callContext.js';
export { connect, type OpenConnection } from './hosting/connect.js';
export type { ConnectOptions, ExposedFunction, StreamPair } from './hosting/connectOptions.js';
export { currentCall } from './hosting/globalCall.js';
export {
  type LineChannel,
  type LineChannelOptions,
  type LineReceiver,
  openLineChannel,
} from './hosting/lineChannel.js';
export type { CallOptions } from './rpc/calls/callOptions.js';
export type { Host } from './rpc/calls/remoteHost.js';
export type { DescriptorPair } from './transport/descriptors.js';
export type { TransportKind } from './transport/openTransport.js';
