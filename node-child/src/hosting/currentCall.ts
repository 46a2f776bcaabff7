import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallContext } from './callContext.js';

/** What a module finds as `globalThis.nodepipe`, without a package from npm. */
export interface NodePipeGlobal {
  /** The call in whose course this is asked, or `undefined` outside of any. */
  currentCall(): CallContext | undefined;
}

/**
 * Every call is followed through its promises, from its start. It costs some 0.3 µs for each `await`; but whoever begins
 * only when somebody asks cannot tell the calls apart that are open by then.
 */
const storage = new AsyncLocalStorage<CallContext>();
const noArguments: readonly unknown[] = [];

/** Runs a function in the context of a call, on an object and with arguments. */
export function runInContext<T>(
  context: CallContext,
  run: (this: unknown, ...args: never) => T,
  on?: unknown,
  args: readonly unknown[] = noArguments,
): T {
  return storage.run(context, () => Reflect.apply(run, on, args));
}

let isDefined = false;

/**
 * Makes `globalThis.nodepipe`. The child's program and the package that a module imports are two copies of this, so one that
 * is there already is asked as well.
 */
export function defineGlobal(): void {
  if (isDefined && globalThis.nodepipe !== undefined) {
    return;
  }
  isDefined = true;
  const before = globalThis.nodepipe;
  const value: NodePipeGlobal = { currentCall: () => storage.getStore() ?? before?.currentCall() };
  Object.defineProperty(globalThis, 'nodepipe', { configurable: true, value });
}
