import {
  type CallContext,
  type ConnectOptions,
  connect,
  currentCall,
  type Functions,
  type LineChannel,
  memoryPair,
  NodePipeError,
  openLineChannel,
  ProcessExitedError,
  RemoteError,
  start,
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

interface Prices {
  price(product: string): number;
  history(product: string): AsyncIterable<number>;
}

interface Shop {
  currency(): string;
}

export async function typed(): Promise<number> {
  const functions = { currency: () => 'EUR' } satisfies Functions<Shop>;
  const program = await start<Prices>({ command: 'prices', functions });
  let sum: number = await program.peer.price('apple');
  sum += await program.peer.invoke('price', 'pear');
  for await (const price of program.peer.stream('history', 'pear')) sum += price;
  // @ts-expect-error a price is of a product, by its name
  await program.peer.price(1);
  // @ts-expect-error there is no function of this name
  await program.peer.invoke('prize', 'pear');
  const { code } = await program.close();
  return code ?? sum;
}

export const ended = new ProcessExitedError('gone', { pid: 1, code: 0, signal: null, lastErrorLines: [] });
