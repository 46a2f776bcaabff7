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
    for (const [name, value] of Object.entries(namespace)) {
      add(name, value, undefined);
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

// Own members, and methods of its classes; nothing of Object or Function themselves.
function* members(object: object): Iterable<[string, unknown]> {
  const isFunctionObject = isFunction(object);
  for (const name of Object.keys(object)) {
    yield [name, (object as Record<string, unknown>)[name]];
  }
  let prototype: object | null = isFunctionObject ? null : Object.getPrototypeOf(object);
  while (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name !== 'constructor' && isFunction(value)) {
        yield [name, value];
      }
    }
    prototype = Object.getPrototypeOf(prototype);
  }
}

function isFunction(value: unknown): value is (this: unknown, ...args: never) => unknown {
  return typeof value === 'function';
}

function describe(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  if (value === undefined) {
    return 'undefined';
  }
  const type = typeof value;
  return type === 'object' ? `an ${type}` : `a ${type}`;
}
