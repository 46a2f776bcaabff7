import { setTimeout as delay } from 'node:timers/promises';

const CEILING_MILLISECONDS = 10_000;
const STEP_MILLISECONDS = 5;

/**
 * Waits until the condition gives something other than false or undefined, and returns that.
 *
 * @param what the condition in words, for the error when it never comes true
 */
export async function poll<T>(
  what: string,
  condition: () => T | false | undefined | Promise<T | false | undefined>,
  ceiling: number = CEILING_MILLISECONDS,
): Promise<T> {
  const deadline = performance.now() + ceiling;
  for (;;) {
    const result = await condition();
    if (result !== false && result !== undefined) {
      return result;
    }
    if (performance.now() > deadline) {
      throw new Error(`Not within ${ceiling} ms: ${what}`);
    }
    await delay(STEP_MILLISECONDS);
  }
}
