import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExposedFunction } from '../../node-child/src/hosting/connectOptions.js';
import { connect, type OpenConnection } from '../../node-child/src/index.js';
import type { Host } from '../../node-child/src/rpc/calls/remoteHost.js';
import { type StartChildOptions, startChild, type TestChild } from '../support/child.js';

/** The path of a module that the tests load. */
export const moduleFixture = (name: string) =>
  path.resolve(fileURLToPath(new URL('../fixtures/modules', import.meta.url)), name);

/** What loading a module answers. */
export interface Loaded {
  readonly exports: readonly { readonly name: string; readonly arity: number }[];
}

/** A child that serves a module, and the connection to it. */
export interface ModuleChild extends AsyncDisposable {
  readonly child: TestChild;
  readonly connection: OpenConnection;
  readonly host: Host;
  readonly loaded: Loaded;
}

/** Starts a child that has loaded nothing yet. */
export async function startPlain(
  options: StartChildOptions,
  functions: Readonly<Record<string, ExposedFunction>> = {},
): Promise<Omit<ModuleChild, 'loaded'>> {
  const child = startChild(options);
  const connection = await connect({
    over: { readable: child.output, writable: child.input },
    functions,
    hello: 'say',
  });
  const dispose = async () => {
    await connection.close();
    await child[Symbol.asyncDispose]();
  };
  return { child, connection, host: connection.peer, [Symbol.asyncDispose]: dispose };
}

/** Loads a module of the fixtures. */
export const load = (host: Host, name: string) =>
  host.invokeByName<Loaded>('nodepipe/load', { module: moduleFixture(name) });

/** Starts a child that serves a module. */
export async function startModule(
  name: string,
  options: StartChildOptions,
  functions: Readonly<Record<string, ExposedFunction>> = {},
): Promise<ModuleChild> {
  const plain = await startPlain(options, functions);
  try {
    return { ...plain, loaded: await load(plain.host, name) };
  } catch (error) {
    await plain[Symbol.asyncDispose]();
    throw error;
  }
}
