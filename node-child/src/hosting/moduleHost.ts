import { RpcError } from '../errors/callErrors.js';
import type { Connection } from '../rpc/connection.js';
import type { Handler } from '../rpc/dispatcher.js';
import { errorCodes } from '../rpc/errorCodes.js';
import type { IncomingCall } from '../rpc/incomingCall.js';
import { isJsonObject } from '../rpc/message.js';
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

/** Loads a module on request, and calls its exports from then on. */
export class ModuleHost {
  readonly #handlers: Map<string, Handler>;
  #connection: Connection | undefined;
  #path = '';
  #loading: Promise<ModuleExports> | undefined;
  #exports: ModuleExports | undefined;

  /** Called when a module has been loaded: what was served until then no longer is. */
  onLoad: (() => void) | undefined;

  /** @param handlers the map of the connection, whose content is replaced by the exports of the module */
  constructor(handlers: Map<string, Handler>) {
    this.#handlers = handlers;
  }

  /** Serves over this connection. To be called once. */
  attach(connection: Connection): void {
    this.#connection = connection;
    defineGlobal();
  }

  /** Finds the handler of a method that is not in the map, or throws why there is none. */
  fallback(method: string, isRequest: boolean): Handler | undefined {
    if (method === LOAD_METHOD) {
      return (call) => this.#load(call);
    }
    const loading = this.#loading;
    if (loading !== undefined) {
      return async (call) => {
        await loading;
        return (this.#handlers.get(method) ?? this.fallback(method, isRequest))?.(call);
      };
    }
    if (this.#exports !== undefined && isRequest) {
      throw this.#noFunction(method, this.#exports);
    }
    return undefined;
  }

  async #load(call: IncomingCall): Promise<{ readonly exports: readonly ExportInfo[] }> {
    const path: unknown = isJsonObject(call.params) ? call.params['module'] : undefined;
    if (typeof path !== 'string') {
      throw new RpcError(
        errorCodes.invalidParams,
        'nodepipe/load needs {"module": path}, the path as a string.',
      );
    }
    const served = [...this.#handlers];
    // Calls that come meanwhile wait in the fallback.
    this.#handlers.clear();
    const loading = loadLazily(path);
    this.#loading = loading;
    try {
      this.#exports = await loading;
    } catch (error) {
      // What was served until now still is.
      for (const [name, handler] of served) {
        this.#handlers.set(name, handler);
      }
      throw error;
    } finally {
      this.#loading = undefined;
    }
    this.onLoad?.();
    this.#path = path;
    this.#handlers.clear();
    for (const [name, callable] of this.#exports.functions) {
      this.#handlers.set(name, this.#handler(callable));
    }
    return {
      exports: [...this.#exports.functions].map(([name, { run }]) => ({ name, arity: run.length })),
    };
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

  #noFunction(method: string, { functions, others }: ModuleExports): RpcError {
    const kind = others.get(method);
    const names = [...functions.keys()].join(', ');
    const message =
      kind === undefined
        ? `The module ${this.#path} has no export "${method}"; it exports ${names}.`
        : `The export "${method}" of ${this.#path} is no function but ${kind}; its functions are ${names}.`;
    return new RpcError(errorCodes.methodNotFound, message, { method, exports: [...functions.keys()] });
  }
}

// The first answer of the program comes sooner without what only a module needs.
async function loadLazily(path: string): Promise<ModuleExports> {
  const { loadModule } = await import('./moduleLoader.js');
  return loadModule(path);
}
