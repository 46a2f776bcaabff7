import { constants } from 'node:os';
import { FrontDoorError } from '../frontDoorError.mjs';
import { at } from './layout.mjs';
import { takeLock } from './lock.mjs';

/**
 * @typedef {object} Step one part of the set-up
 * @property {string} title what a person reads
 * @property {() => boolean} isCurrent whether there is nothing to do; quick
 * @property {(signal: AbortSignal) => Promise<void>} run
 * @property {() => Promise<void>} [require] says what is missing before anything is done
 */

const endings = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Brings the repository up to date, step after step; where nothing changed it does nothing and says nothing. Each
 * step that has work is a line on standard error. Ctrl+C ends the step with all that it started.
 *
 * @param {readonly Step[]} steps in the order in which they build on each other
 * @returns {Promise<void>}
 * @throws {FrontDoorError} where something is missing, a step fails or it is interrupted
 */
export async function setUp(steps) {
  const pending = steps.filter((step) => !step.isCurrent());
  if (pending.length === 0) return;
  // What is missing comes out now, and not after a minute of installing.
  for (const step of pending) await step.require?.();

  const stopping = new AbortController();
  /** @param {NodeJS.Signals} name */
  const stop = (name) => {
    stopping.abort(new FrontDoorError(`\nSet-up interrupted by ${name}.`, 128 + constants.signals[name]));
  };
  for (const name of endings) process.on(name, stop);
  try {
    const release = await takeLock(at('.cache/setup/lock'), {
      signal: stopping.signal,
      waiting: () => process.stderr.write('set-up: waiting for another one in this folder to end\n'),
    });
    try {
      await perform(steps, pending, stopping.signal);
    } finally {
      release();
    }
  } catch (error) {
    throw stopping.signal.aborted ? stopping.signal.reason : error;
  } finally {
    for (const name of endings) process.off(name, stop);
  }
}

/**
 * @param {readonly Step[]} steps
 * @param {readonly Step[]} required those whose requirements have been met already
 * @param {AbortSignal} signal
 */
async function perform(steps, required, signal) {
  for (const step of steps) {
    // Asked again: the one that we waited for may have done it, and an earlier step may have made it necessary.
    if (step.isCurrent()) continue;
    if (!required.includes(step)) await step.require?.();
    process.stderr.write(`set-up: ${step.title} … `);
    const began = performance.now();
    try {
      await step.run(signal);
    } catch (error) {
      process.stderr.write(signal.aborted ? '' : 'failed\n');
      throw error;
    }
    process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  }
}
