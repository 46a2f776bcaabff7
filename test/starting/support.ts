import { fileURLToPath } from 'node:url';
import { type StartedProgram, type StartOptions, start } from '../../node-child/src/index.js';

/** A program of `test/fixtures/starting`. */
export const startingFixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/starting/${name}`, import.meta.url));

/** Starts the fixture that has functions for everything. */
export function startFixture(options: Partial<StartOptions> = {}): Promise<StartedProgram> {
  const { args = [], ...others } = options;
  return start({ command: process.execPath, args: [startingFixture('program.mjs'), ...args], ...others });
}

/** Starts a script of the shell, which answers no hello. */
export function startScript(script: string, options: Partial<StartOptions> = {}): Promise<StartedProgram> {
  return start({ command: '/bin/sh', args: ['-c', script], ...options });
}
