import {
  type CallContext,
  type ConnectOptions,
  connect,
  currentCall,
  type LineChannel,
  memoryPair,
  NodePipeError,
  openLineChannel,
  RemoteError,
} from 'nodepipe';

async function greet(this: CallContext, name: string): Promise<string> {
  return `${await this.host.invoke<string>('greeting')}, ${name}!`;
}

const today = async (): Promise<string> => await currentCall().host.invoke<string>('today');

export async function main(): Promise<string | undefined> {
  const [here, there] = memoryPair();
  const options: ConnectOptions = { over: there, functions: { greet, today } };
  const [user, app] = await Promise.all([connect({ over: here }), connect(options)]);
  try {
    await app.close();
    await user.close();
    return undefined;
  } catch (error) {
    if (error instanceof RemoteError) return error.remoteStack;
    return error instanceof NodePipeError ? error.code : undefined;
  }
}

export async function lines(): Promise<LineChannel> {
  const channel = await openLineChannel({ over: { readFd: 0, writeFd: 1 } });
  for await (const line of channel.readLines()) await channel.send(line.toUpperCase());
  return channel;
}

export const traceparent = (): string | undefined => globalThis.nodepipe?.currentCall()?.traceparent;
