import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/**
 * Runs a program to its end.
 *
 * @returns its standard output
 * @throws where it cannot be started, or ends with another code than 0
 */
export async function runProgram([file, ...args]: readonly [string, ...string[]]): Promise<string> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) {
    throw new Error(`'${[file, ...args].join(' ')}' ended with ${code ?? signal}.`);
  }
  return output;
}
