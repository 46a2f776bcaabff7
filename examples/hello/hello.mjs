/** @typedef {import('nodepipe').CallContext} CallContext */

/** Greets. */
export function hello(name = 'world') {
  return `Hello, ${name}!`;
}

/**
 * Adds two numbers.
 *
 * @param {number} a
 * @param {number} b
 */
export function add(a, b) {
  return a + b;
}

/**
 * Counts to n, one number at a time, for as long as somebody reads.
 *
 * @param {number} n
 */
export async function* count(n) {
  for (let i = 1; i <= n; i++) {
    yield i;
  }
}

/**
 * Reports progress, and stops when nobody waits any more.
 *
 * @this {CallContext}
 * @param {number} steps
 */
export async function work(steps) {
  for (let step = 1; step <= steps; step++) {
    this.signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 10));
    this.progress(step / steps);
  }
  return { steps, state: 'done' };
}

/**
 * Fails.
 *
 * @param {string} message
 */
export function fail(message) {
  throw new TypeError(message);
}
