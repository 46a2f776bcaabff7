import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** The signals that somebody else sends to us alone, and that the program in front must hear of. */
const forwarded = /** @type {const} */ (['SIGTERM', 'SIGHUP']);

/**
 * Runs a program on this terminal and waits for its end. Ctrl+C reaches it directly (it shares the process
 * group), so SIGINT is not forwarded and does not end this process: the program decides.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdin?: 'inherit' | 'ignore' }} [options]
 * @returns {Promise<number>} its exit code, 128 + n where signal n ended it
 * @throws the error of `spawn` where it cannot be started
 */
export async function runInForeground(file, args, { cwd, env, stdin = 'inherit' } = {}) {
  const child = spawn(file, args, {
    stdio: [stdin, 'inherit', 'inherit'],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  const ignore = () => {};
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => void child.kill(signal);
  process.on('SIGINT', ignore);
  for (const signal of forwarded) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
    });
  } finally {
    process.off('SIGINT', ignore);
    for (const signal of forwarded) process.off(signal, forward);
  }
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {number} the code, or 128 + n where signal n ended the process, as shells have it
 */
export function exitCodeOf(code, signal) {
  return signal === null ? (code ?? 1) : 128 + constants.signals[signal];
}
