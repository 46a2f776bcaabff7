/** A function of a module. */
export interface ModuleFunction {
  readonly run: (this: unknown, ...args: never) => unknown;
  /** The object that it is called on; the context of the call where there is none. */
  readonly on: object | undefined;
}

/** What a module exports. */
export interface ModuleExports {
  readonly functions: ReadonlyMap<string, ModuleFunction>;
  /** Exports that are no functions, with what they are instead. */
  readonly others: ReadonlyMap<string, string>;
}

/** Stands for an export whose getter throws. */
const unreadable = Symbol('unreadable');

/** Names that belong to the protocol. */
const reserved = /^(?:\$\/|nodepipe\/)/;

/**
 * Lists what a module exports.
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
  const add = (name: string, value: unknown, on: object | undefined) => {
    if (reserved.test(name) || functions.has(name)) {
      return;
    }
    if (isFunction(value)) {
      functions.set(name, { run: value, on });
      others.delete(name);
    } else {
      others.set(name, describe(value));
    }
  };
  const addMembers = (object: object) => {
    for (const [name, value] of members(object)) {
      add(name, value, object);
    }
  };
  if (commonJs === undefined) {
    for (const name of Object.keys(namespace)) {
      add(name, read(namespace, name), undefined);
    }
  }
  const main = commonJs === undefined ? namespace['default'] : commonJs.exports;
  if (isFunction(main)) {
    add('default', main, undefined);
  }
  if (isFunction(main) || (typeof main === 'object' && main !== null)) {
    addMembers(main);
  }
  return { functions, others };
}

// Own members, and methods of its classes, or static methods where it is a class itself; nothing of Object or Function.
function* members(object: object): Iterable<[string, unknown]> {
  for (const name of Object.keys(object)) {
    yield [name, read(object, name)];
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

// A getter that throws is no reason to do without the others.
function read(object: object, name: string): unknown {
  try {
    return (object as Record<string, unknown>)[name];
  } catch {
    return unreadable;
  }
}

function isFunction(value: unknown): value is (this: unknown, ...args: never) => unknown {
  return typeof value === 'function';
}

function describe(value: unknown): string {
  if (value === unreadable) {
    return 'a getter that throws';
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
