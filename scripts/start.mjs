import { runInForeground } from './foreground.mjs';
import { explainDotnetStart, requireDotnetRuntime } from './setup/dotnetSdk.mjs';
import { consoleProgram } from './setup/layout.mjs';
import { setUp } from './setup/setUp.mjs';
import { buildChild, buildConsole, installPackages } from './setup/steps.mjs';

/**
 * `npm start`: the set-up, then the interactive host on this terminal.
 *
 * @param {readonly string[]} args for the host
 * @returns {Promise<number>} the host's exit code
 */
export async function run(args) {
  await setUp([installPackages, buildChild, buildConsole]);
  // Asked of what is built already too: the PATH may name another dotnet by now.
  await requireDotnetRuntime();
  try {
    return await runInForeground('dotnet', [consoleProgram, ...args]);
  } catch (error) {
    throw explainDotnetStart(error);
  }
}
