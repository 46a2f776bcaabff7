import { runInForeground } from './foreground.mjs';
import { buildConsole } from './setup/builds.mjs';
import { explainDotnetStart, requireDotnetRuntime } from './setup/dotnetSdk.mjs';
import { consoleProgram } from './setup/layout.mjs';
import { installPackages } from './setup/packages.mjs';
import { setUp } from './setup/setUp.mjs';

/**
 * `npm start`: the set-up, then the interactive host on this terminal.
 *
 * @param {readonly string[]} args for the host
 * @returns {Promise<number>} the host's exit code
 */
export async function run(args) {
  await setUp([installPackages, buildConsole]);
  // Asked of what is built already too: the PATH may name another dotnet by now.
  await requireDotnetRuntime();
  try {
    return await runInForeground('dotnet', [consoleProgram, ...args]);
  } catch (error) {
    throw explainDotnetStart(error);
  }
}
