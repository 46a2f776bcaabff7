import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '../errors/startError.js';
import { systemErrorCode } from '../transport/systemErrors.js';

/** A program as it is looked for. */
export interface WantedProgram {
  readonly command: string;
  /** Where a path with a slash starts, and where the program is to run. */
  readonly cwd: string;
  /** The program's own environment: a bare name is looked up on its PATH. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Says why a program could not be started, in words that tell a missing program from a missing folder: to the system both
 * are ENOENT.
 */
export function explainFailedStart({ command, cwd, env }: WantedProgram, cause: Error): StartError {
  const code = systemErrorCode(cause);
  const fail = (why: string) =>
    new StartError(`The program ${command} could not be started: ${why}.`, { cause });
  if (!isDirectory(cwd)) {
    return fail(`its working directory ${cwd} does not exist, or is no folder`);
  }
  if (code === 'ENOENT') {
    if (!path.basename(command) || isBare(command)) {
      return fail(`there is none of that name (ENOENT) on PATH, which is ${env['PATH'] ?? 'not set'}`);
    }
    return existsSync(path.resolve(cwd, command))
      ? fail(
          'what is to run it (the program that its first line names, or its loader) does not exist (ENOENT)',
        )
      : fail(`there is no file ${path.resolve(cwd, command)} (ENOENT)`);
  }
  if (code === 'EACCES') {
    return fail(
      `${isBare(command) ? 'what stands on PATH' : path.resolve(cwd, command)} cannot be run by this user (EACCES)`,
    );
  }
  return fail(cause.message);
}

const isBare = (command: string) => !command.includes('/') && !command.includes(path.sep);

function isDirectory(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}
