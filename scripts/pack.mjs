import path from 'node:path';
import { parseArgs } from 'node:util';
import { FrontDoorError } from './frontDoorError.mjs';
import { bundleChild } from './setup/builds.mjs';
import { requireDotnetSdk } from './setup/dotnetSdk.mjs';
import { at } from './setup/layout.mjs';
import { installPackages } from './setup/packages.mjs';
import { packNpm, packNuget } from './setup/packing.mjs';
import { setUp } from './setup/setUp.mjs';

const usage = `npm run pack                          both packages, into artifacts/packages
npm run pack -- --output <folder>     into another folder`;

/**
 * `npm run pack`: the set-up, then NodePipe.<version>.nupkg with its .snupkg for NuGet, and nodepipe-<version>.tgz for npm.
 *
 * @param {readonly string[]} args
 */
export async function run(args) {
  const output = outputOf(args);
  if (output === undefined) {
    console.log(usage);
    return 0;
  }
  await requireDotnetSdk();
  await setUp([installPackages, bundleChild, packNuget(output), packNpm(output)]);
  console.log(output);
  return 0;
}

/**
 * @param {readonly string[]} args
 * @returns {string | undefined} an absolute path; nothing where only help is wanted
 * @throws {FrontDoorError} where they cannot be understood
 */
function outputOf(args) {
  try {
    const options = /** @type {const} */ ({ help: { type: 'boolean' }, output: { type: 'string' } });
    const { values } = parseArgs({ args: [...args], options });
    return values.help ? undefined : path.resolve(values.output ?? at('artifacts/packages'));
  } catch (error) {
    throw new FrontDoorError(`${error instanceof Error ? error.message : error}\n${usage}`, 2);
  }
}
