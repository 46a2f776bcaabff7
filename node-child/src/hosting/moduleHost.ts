import { fileURLToPath } from 'node:url';
import { RpcError } from '../errors/callErrors.js';
import type { Handler, IncomingCall } from '../rpc/calls/incomingCall.js';
import type { HostSource } from '../rpc/calls/remoteHost.js';
import { errorCodes } from '../rpc/messages/errorCodes.js';
import { listNames } from '../rpc/messages/errorObjects.js';
import { isJsonObject } from '../rpc/messages/message.js';
import { ModuleCallContext } from './callContext.js';
import { defineGlobal, runInContext } from './currentCall.js';
import type { ModuleExports, ModuleFunction } from './moduleExports.js';

/** The method that loads a module. */
const LOAD_METHOD = 'nodepipe/load';

/** What the answer to it says of each function. */
interface ExportInfo {
  readonly name: string;
  readonly arity: number;
}

/** A module that serves. */
interface LoadedModule extends ModuleExports {
  readonly path: string;
}

/** How the last of some loads has ended, with the error where it has failed. */
type LoadEnd = { readonly error: unknown } | undefined;

/**
 * Loads modules on request, one after the other, and calls the exports of the last. Until a module is there, whatever
 * served before it goes on to do so.
 */
export class ModuleHost {
  readonly #handlers: Map<string, Handler>;
  /** What is served before any module. */
  readonly #commands: ReadonlyMap<string, Handler>;
  #connection: HostSource | undefined;
  /** The end of all loads that were asked for; not there where none is under way. */
  #loads: Promise<LoadEnd> | undefined;
  #module: LoadedModule | undefined;

  /** Called when a module has been loaded: what was served until then no longer is. */
  onLoad: (() => void) | undefined;

  /** @param handlers the map of the connection, whose content is replaced by the exports of the module */
  constructor(handlers: Map<string, Handler>) {
    this.#handlers = handlers;
    this.#commands = new Map(handlers);
  }

  /** Serves over this connection. To be called once. */
  attach(connection: HostSource): void {
    this.#connection = connection;
    defineGlobal();
  }

  /** Finds the handler of a method that is not in the map, or throws why there is none. */
  fallback(method: string, isRequest: boolean): Handler | undefined {
    if (method === LOAD_METHOD) {
      return (call) => this.#load(call);
    }
    if (this.#loads !== undefined) {
      return this.#afterLoads(method, isRequest, this.#loads);
    }
    if (this.#module !== undefined && isRequest) {
      throw noFunction(method, this.#module);
    }
    return undefined;
  }

  // The modules that are on their way may have it.
  #afterLoads(method: string, isRequest: boolean, loads: Promise<LoadEnd>): Handler {
    return async (call) => {
      const end = await loads;
      const served = this.#module === undefined ? this.#commands : this.#handlers;
      const handler = call.isCancelled ? undefined : served.get(method);
      if (handler !== undefined) {
        return handler(call);
      }
      if (!isRequest) {
        return undefined;
      }
      if (call.isCancelled) {
        throw call.cancelReason;
      }
      throw this.#module === undefined ? end?.error : noFunction(method, this.#module);
    };
  }

  #load(call: IncomingCall): Promise<{ readonly exports: readonly ExportInfo[] }> {
    const path: unknown = isJsonObject(call.params) ? call.params['module'] : undefined;
    if (typeof path !== 'string') {
      throw new RpcError(
        errorCodes.invalidParams,
        'nodepipe/load needs {"module": path}, the path as a string.',
      );
    }
    const loading = this.#loadAfter(this.#loads, path, call);
    const loads: Promise<LoadEnd> = loading.then(
      () => this.#loadEnded(loads, undefined),
      (error: unknown) => this.#loadEnded(loads, { error }),
    );
    this.#loads = loads;
    if (this.#module === undefined) {
      // A call that follows the first load is for the module, whatever its name.
      this.#handlers.clear();
    }
    return loading;
  }

  async #loadAfter(
    others: Promise<LoadEnd> | undefined,
    path: string,
    call: IncomingCall,
  ): Promise<{ readonly exports: readonly ExportInfo[] }> {
    await others;
    const exports = await withArgumentsOf(path, () => unlessCancelled(call, () => loadLazily(path)));
    this.onLoad?.();
    const module = { path, ...exports };
    this.#module = module;
    this.#handlers.clear();
    for (const [name, callable] of module.functions) {
      this.#handlers.set(name, this.#handler(callable));
    }
    return {
      exports: [...module.functions].map(([name, { run }]) => ({ name, arity: run.length })),
    };
  }

  #loadEnded(loads: Promise<LoadEnd>, end: LoadEnd): LoadEnd {
    if (this.#loads === loads) {
      this.#loads = undefined;
      if (this.#module === undefined) {
        for (const [name, handler] of this.#commands) {
          this.#handlers.set(name, handler);
        }
      }
    }
    return end;
  }

  #handler({ run, on }: ModuleFunction): Handler {
    const connection = this.#connection;
    if (connection === undefined) {
      throw new Error('The module host serves no connection.');
    }
    return (call) => {
      const context = new ModuleCallContext(connection, call);
      call.context = context;
      return runInContext(context, run, on ?? context, call.arguments);
    };
  }
}

function noFunction(method: string, { path, functions, others }: LoadedModule): RpcError {
  const kind = others.get(method);
  const names = listNames([...functions.keys()]);
  const message =
    kind === undefined
      ? `The module ${path} has no export "${method}"; it exports ${names}.`
      : `The export "${method}" of ${path} is no function but ${kind}; its functions are ${names}.`;
  return new RpcError(errorCodes.methodNotFound, message, { method, exports: [...functions.keys()] });
}

// Nobody waits any longer for a module that takes for ever: it must not keep others from being loaded.
async function unlessCancelled<T>(call: IncomingCall, run: () => Promise<T>): Promise<T> {
  const { signal } = call;
  signal.throwIfAborted();
  return await new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    run().then(resolve, reject);
  });
}

// As for a program of its own; as it was where there is no module in the end.
async function withArgumentsOf<T>(path: string, load: () => Promise<T>): Promise<T> {
  const before = process.argv.slice(1);
  const set = (args: readonly string[]) => process.argv.splice(1, process.argv.length, ...args);
  set([path.startsWith('file:') ? fileURLToPath(path) : path]);
  try {
    return await load();
  } catch (error) {
    set(before);
    throw error;
  }
}

// The first answer of the program comes sooner without what only a module needs.
async function loadLazily(path: string): Promise<ModuleExports> {
  const { loadModule } = await import('./moduleLoader.js');
  return loadModule(path);
}
