import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { exitCodeOf } from '../foreground.mjs';
import { FrontDoorError } from '../frontDoorError.mjs';
import { at, root } from './layout.mjs';

/** How long a program that was asked to end may take, in milliseconds, before it is killed. */
const patience = 2000;

/**
 * @typedef {object} StepProgram
 * @property {string} file
 * @property {readonly string[]} args
 * @property {string} log where its output goes, from the repository's folder
 * @property {NodeJS.ProcessEnv} [env] the whole environment; this process's own unless given
 */

/**
 * Runs one program of the set-up to its end. It reads no input, and its output goes to a file rather than a pipe:
 * a build server that outlives the build would hold a pipe open. It has a session of its own, so that Ctrl+C can
 * end it with all that it started.
 *
 * @param {StepProgram} program
 * @param {AbortSignal} signal ends it; the signal's reason is then thrown
 * @returns {Promise<void>}
 * @throws {FrontDoorError} with its output, where it fails
 */
export async function runStepProgram({ file, args, log, env = process.env }, signal) {
  signal.throwIfAborted();
  mkdirSync(path.dirname(at(log)), { recursive: true });
  const output = openSync(at(log), 'w');
  const child = spawn(file, args, {
    cwd: root,
    detached: process.platform !== 'win32',
    env,
    stdio: ['ignore', output, output],
    windowsHide: true,
  });
  closeSync(output);
  const stop = () => stopGroup(child);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status, ended) => resolve(exitCodeOf(status, ended)));
    });
    signal.throwIfAborted();
    if (code !== 0) {
      const said = readFileSync(at(log), 'utf8').trimEnd();
      const command = [path.basename(file), ...args].join(' ');
      throw new FrontDoorError(
        `${said}\nSet-up failed: '${command}' ended with exit code ${code}; its output is above and in ${log}.`,
      );
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function stopGroup(child) {
  const kill = (/** @type {NodeJS.Signals} */ name) => {
    try {
      if (process.platform === 'win32' || child.pid === undefined) child.kill(name);
      else process.kill(-child.pid, name);
    } catch {
      // It is gone already.
    }
  };
  kill('SIGTERM');
  const timer = setTimeout(kill, patience, 'SIGKILL');
  child.once('exit', () => {
    clearTimeout(timer);
    kill('SIGKILL');
  });
}
