import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallContext } from './callContext.js';

/** What a module finds as `globalThis.nodepipe`, without a package from npm. */
export interface NodePipeGlobal {
  /** The call in whose course this is asked, or `undefined` outside of any. */
  currentCall(): CallContext | undefined;
}

/**
 * Following a call through its promises costs some 0.3 µs for each `await` of the whole process, so it begins only
 * when somebody may ask: at the first look at the global, which the package `nodepipe` takes when it is imported.
 */
let storage: AsyncLocalStorage<CallContext | undefined> | undefined;
const noArguments: readonly unknown[] = [];
let running: CallContext | undefined;
let findOnlyCall: () => CallContext | undefined = () => undefined;

/** Runs a function in the context of a call, on an object and with arguments. */
export function runInContext<T>(
  context: CallContext,
  run: (this: unknown, ...args: never) => T,
  on?: unknown,
  args: readonly unknown[] = noArguments,
): T {
  if (storage !== undefined) {
    return storage.run(context, () => Reflect.apply(run, on, args));
  }
  const outer = running;
  running = context;
  try {
    return Reflect.apply(run, on, args);
  } finally {
    running = outer;
    leaveFollowed();
  }
}

/** Begins to follow calls through their promises. */
export function followCalls(): void {
  if (storage === undefined) {
    storage = new AsyncLocalStorage();
    if (running !== undefined) {
      storage.enterWith(running);
    }
  }
}

/**
 * Makes `globalThis.nodepipe`.
 *
 * @param onlyCall finds the call that is open, if it is only one; for who asks for the first time behind an `await`
 */
export function defineGlobal(onlyCall: () => CallContext | undefined): void {
  findOnlyCall = onlyCall;
  const value: NodePipeGlobal = { currentCall };
  Object.defineProperty(globalThis, 'nodepipe', {
    configurable: true,
    get() {
      followCalls();
      return value;
    },
  });
}

function currentCall(): CallContext | undefined {
  const followed = storage?.getStore() ?? running;
  if (followed !== undefined) {
    return followed;
  }
  return findOnlyCall();
}

// Where following began in the middle of a call, the rest of this event is not in that call.
function leaveFollowed(): void {
  storage?.enterWith(running);
}
