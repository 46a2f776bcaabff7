import type { CallOptions } from '../rpc/calls/callOptions.js';
import type { Host } from '../rpc/calls/remoteHost.js';

// The functions of any signature: their arguments are known only where one of them is named.
type AnyFunction = (...args: never) => unknown;

/** The names of the functions of an interface. */
export type FunctionName<Contract> = {
  [Name in keyof Contract & string]-?: NonNullable<Contract[Name]> extends AnyFunction ? Name : never;
}[keyof Contract & string];

type ArgumentsOf<Value> =
  NonNullable<Value> extends (...args: infer Arguments) => unknown ? Arguments : never;
type ResultOf<Value> = NonNullable<Value> extends (...args: never) => infer Result ? Awaited<Result> : never;
type ItemOf<Value> = ResultOf<Value> extends AsyncIterable<infer Item> | Iterable<infer Item> ? Item : never;

/** What every peer has: a function of such a name is called by `invoke`. */
type OwnMember =
  | keyof Host
  | 'then'
  | 'toJSON'
  // What every object has: `keyof object` is empty.
  | 'constructor'
  | 'hasOwnProperty'
  | 'isPrototypeOf'
  | 'propertyIsEnumerable'
  | 'toLocaleString'
  | 'toString'
  | 'valueOf';

/**
 * The other side, typed by an interface of its functions. Each is a method: `await peer.add(1, 2)` is
 * `await peer.invoke('add', 1, 2)`, and no more is checked than that it compiles. A function whose name a peer has itself
 * (`invoke`, `invokeByName`, `notify`, `stream`, `with`), or every object has, or that is called `then` or `toJSON`, is called by
 * `invoke` only. One that returns an async iterable is read by `peer.stream('rows', …)`; as a method it gives a promise of it.
 */
export type Peer<Contract = undefined> = [Contract] extends [undefined]
  ? Host
  : TypedCalls<Contract> & {
      readonly [Name in Exclude<FunctionName<Contract>, OwnMember>]: (
        ...args: ArgumentsOf<Contract[Name]>
      ) => Promise<ResultOf<Contract[Name]>>;
    };

/** The members of {@link Host}, typed by an interface. */
export interface TypedCalls<Contract> {
  /** As {@link Host.invoke}. */
  invoke<Name extends FunctionName<Contract>>(
    name: Name,
    ...args: ArgumentsOf<Contract[Name]>
  ): Promise<ResultOf<Contract[Name]>>;

  /** As {@link Host.invokeByName}. */
  invokeByName<Name extends FunctionName<Contract>>(
    name: Name,
    params: Readonly<Record<string, unknown>>,
  ): Promise<ResultOf<Contract[Name]>>;

  /** As {@link Host.notify}. */
  notify<Name extends FunctionName<Contract>>(name: Name, ...args: ArgumentsOf<Contract[Name]>): void;

  /** As {@link Host.stream}. */
  stream<Name extends FunctionName<Contract>>(
    name: Name,
    ...args: ArgumentsOf<Contract[Name]>
  ): AsyncGenerator<ItemOf<Contract[Name]>, void, undefined>;

  /** As {@link Host.with}. */
  with(options: CallOptions): Peer<Contract>;
}

/** Functions of this side that fulfil an interface: `functions: { … } satisfies Functions<Contract>`. */
export type Functions<Contract> = {
  readonly [Name in FunctionName<Contract>]: (
    ...args: ArgumentsOf<Contract[Name]>
  ) => ResultOf<Contract[Name]> | Promise<ResultOf<Contract[Name]>>;
};

// Whoever asks for these asks what kind of object this is, and calls what it gets.
const neverFunctions: ReadonlySet<unknown> = new Set(['then', 'toJSON']);

/** A host whose functions are methods too: what it has itself comes first, at no cost. */
export function peerOf(host: Host): Host {
  const methods = new Proxy(Object.prototype, {
    get(target, name, receiver) {
      if (typeof name !== 'string' || neverFunctions.has(name) || name in target) {
        return Reflect.get(target, name, receiver);
      }
      return (...args: readonly unknown[]) => host.invoke(name, ...args);
    },
  });
  const peer: Host = {
    invoke: host.invoke.bind(host),
    invokeByName: host.invokeByName.bind(host),
    notify: host.notify.bind(host),
    stream: host.stream.bind(host),
    with: (options) => peerOf(host.with(options)),
  };
  return Object.setPrototypeOf(peer, methods) as Host;
}
