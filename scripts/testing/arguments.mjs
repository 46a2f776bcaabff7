import { FrontDoorError } from '../frontDoorError.mjs';

/** @typedef {'checks' | 'dotnet' | 'vitest'} Part */

/**
 * @typedef {object} TestRun
 * @property {readonly { readonly part: Part, readonly filters: readonly string[] }[]} parts filters go to the part's runner as
 *   they are
 * @property {boolean} needsRuntimes whether the runtimes that the child is tested in are installed first
 */

/** @type {readonly Part[]} */
const allParts = ['checks', 'dotnet', 'vitest'];

const everything = allParts.map((part) => ({ part, filters: [] }));

/** The tests that run over each runtime, of both suites. */
const runtimeTests = /** @type {const} */ ([
  { part: 'dotnet', filters: ['--filter-namespace', 'NodePipe.Tests.Runtimes'] },
  { part: 'vitest', filters: ['test/runtimes'] },
]);

const usage = `npm test                                   everything; over other runtimes where they are installed
npm test -- --runtimes                     everything, over other runtimes too, which this installs
npm test -- --only runtimes                what runs over other runtimes: npm run test:runtimes
npm test -- --only <part> [filters…]       one part: ${allParts.join(', ')}
  e.g. npm test -- --only vitest test/child
       npm test -- --only dotnet --filter-class '*LineReader*'`;

/**
 * @param {readonly string[]} args
 * @returns {TestRun}
 * @throws {FrontDoorError} where they cannot be understood
 */
export function parseArguments(args) {
  if (args.length === 0) return { parts: everything, needsRuntimes: false };
  const [option, name, ...filters] = args;
  if (option === '--runtimes' && name === undefined) return { parts: everything, needsRuntimes: true };
  if (option !== '--only') throw new FrontDoorError(usage, 2);
  if (name === 'runtimes' && filters.length === 0) return { parts: runtimeTests, needsRuntimes: true };
  const part = allParts.find((known) => known === name);
  if (part === undefined) throw new FrontDoorError(usage, 2);
  if (part === 'checks' && filters.length > 0)
    throw new FrontDoorError(`The checks take no filter.\n${usage}`, 2);
  return { parts: [{ part, filters }], needsRuntimes: false };
}
