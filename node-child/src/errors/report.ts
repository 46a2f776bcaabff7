import { types } from 'node:util';
import { safeString } from './safeString.js';

/**
 * Says on standard error what has failed, where nobody else can be told.
 *
 * @param what to go on with " failed"
 */
export function report(what: string, error: unknown): void {
  try {
    console.error(`nodepipe: ${what} failed:`, error);
  } catch {
    // To print an error may run getters of the user.
    console.error(`nodepipe: ${what} failed:`, safeString(error));
  }
}

/** Runs what may lead to code of the user. What that throws, at once or by its promise, is reported and stops nothing. */
export function attempt(what: string, run: () => unknown): void {
  try {
    const result = run();
    if (types.isPromise(result)) {
      result.catch((error: unknown) => report(what, error));
    }
  } catch (error) {
    report(what, error);
  }
}

/** The same for each of several, as they are now: what one throws keeps none of the others from its turn. */
export function attemptEach<T>(what: string, items: Iterable<T>, run: (item: T) => unknown): void {
  for (const item of [...items]) {
    attempt(what, () => run(item));
  }
}
