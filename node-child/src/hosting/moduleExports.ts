import { RpcError } from '../errors/callErrors.js';
import { errorCodes } from '../rpc/messages/errorCodes.js';

type ExportedFunction = (this: unknown, ...args: never) => unknown;

/** A function of a module. */
export interface ModuleFunction {
  readonly run: ExportedFunction;
  /** The object that it is called on; the context of the call where there is none. */
  readonly on: object | undefined;
}

/** What a module exports. */
export interface ModuleExports {
  readonly functions: ReadonlyMap<string, ModuleFunction>;
  /** Exports that are no functions, with what they are instead. */
  readonly others: ReadonlyMap<string, string>;
}

/** Stands for an export that cannot be read. */
const unreadable = Symbol('unreadable');

/** Stands for a member that a getter gives. */
const unread = Symbol('unread');

/** Names that belong to the protocol. */
const reserved = /^(?:\$\/|nodepipe\/)/;

/**
 * Lists what a module exports. Getters are not run, because they may do anything: load what nobody needs, or warn of their
 * use.
 *
 * @param namespace what `import()` gave
 * @param commonJs `module.exports` where it is a CommonJS module
 */
export function listExports(
  namespace: Readonly<Record<string, unknown>>,
  commonJs: { readonly exports: unknown } | undefined,
): ModuleExports {
  const functions = new Map<string, ModuleFunction>();
  const others = new Map<string, string>();
  const compiled = compiledModule(commonJs?.exports);
  const add = (name: string, value: unknown, on: object | undefined, from = on) => {
    if (reserved.test(name) || functions.has(name)) {
      return;
    }
    const run = value === unread ? throughGetter(from, name) : value;
    if (isFunction(run)) {
      functions.set(name, { run, on });
      others.delete(name);
    } else {
      others.set(name, describe(value));
    }
  };
  const addMembers = (object: object) => {
    for (const [name, value] of members(object)) {
      // What Node has found in the text of a CommonJS module it has read already.
      const known = value === unread && commonJs !== undefined ? namespace[name] : undefined;
      add(name, known ?? value, object);
    }
  };
  if (commonJs === undefined) {
    for (const name of Object.keys(namespace)) {
      add(name, readExport(namespace, name), undefined);
    }
  }
  if (compiled !== undefined) {
    for (const [name, value] of members(compiled)) {
      // The namespace has all exports as its default.
      const known = name === 'default' ? readExport(compiled, name) : namespace[name];
      add(name, value === unread ? (known ?? value) : value, undefined, compiled);
    }
  }
  const main =
    commonJs === undefined || compiled !== undefined
      ? readExport(compiled ?? namespace, 'default')
      : commonJs.exports;
  if (isFunction(main)) {
    add('default', main, undefined);
  }
  if (isFunction(main) || (typeof main === 'object' && main !== null)) {
    addMembers(main);
  }
  return { functions, others };
}

// An ES module that a compiler or bundler has written as CommonJS: its functions are called as those of the ES module that it was.
function compiledModule(exports: unknown): Readonly<Record<string, unknown>> | undefined {
  const isCompiled =
    typeof exports === 'object' &&
    exports !== null &&
    Object.getOwnPropertyDescriptor(exports, '__esModule')?.value === true;
  return isCompiled ? (exports as Readonly<Record<string, unknown>>) : undefined;
}

// Stands for what a getter gives; asks for it with each call. Its length is 0: how many parameters there are is not known.
function throughGetter(from: object | undefined, name: string): ExportedFunction {
  return function (this: unknown, ...args: readonly unknown[]) {
    const member = (from as Readonly<Record<string, unknown>>)[name];
    if (!isFunction(member)) {
      throw new RpcError(
        errorCodes.methodNotFound,
        `The export "${name}" is no function but ${describe(member)}.`,
      );
    }
    return Reflect.apply(member, this, args);
  };
}

// Own members, and methods of its classes, or static methods where it is a class itself; nothing of Object or Function.
function* members(object: object): Iterable<[string, unknown]> {
  for (const name of Object.keys(object)) {
    const own = Object.getOwnPropertyDescriptor(object, name);
    yield [name, own?.get === undefined ? own?.value : unread];
  }
  const ends: readonly unknown[] = [Object.prototype, Function.prototype, null];
  let holder: object = isFunction(object) ? object : Object.getPrototypeOf(object);
  while (!ends.includes(holder) && Object.getPrototypeOf(holder) !== null) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      if (name !== 'constructor' && isFunction(value)) {
        yield [name, value];
      }
    }
    holder = Object.getPrototypeOf(holder);
  }
}

// An export that has no value yet throws: modules that import each other may run before it has.
function readExport(namespace: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return namespace[name];
  } catch {
    return unreadable;
  }
}

function isFunction(value: unknown): value is ExportedFunction {
  return typeof value === 'function';
}

function describe(value: unknown): string {
  if (value === unreadable) {
    return 'without a value yet';
  }
  if (value === null) {
    return 'null';
  }
  if (value === undefined) {
    return 'undefined';
  }
  const type = typeof value;
  return type === 'object' ? `an ${type}` : `a ${type}`;
}
