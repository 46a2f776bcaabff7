import { FrontDoorError } from '../frontDoorError.mjs';

/** @typedef {'checks' | 'dotnet' | 'vitest'} Part */

/**
 * @typedef {object} TestRun
 * @property {readonly { readonly part: Part, readonly filters: readonly string[] }[]} parts filters go to the part's runner as
 *   they are
 * @property {boolean} needsRuntimes whether the runtimes that the child is tested in are installed first
 * @property {boolean} leavesOutPackages whether what makes new projects of the packed files is left out
 */

/** @type {readonly Part[]} */
const allParts = ['checks', 'dotnet', 'vitest'];

const everything = allParts.map((part) => ({ part, filters: [] }));

/**
 * Tests that are run by themselves, of both suites: over each runtime, and with the packages.
 *
 * @type {ReadonlyMap<string, TestRun['parts']>}
 */
const additionalTests = new Map([
  [
    'runtimes',
    [
      { part: 'dotnet', filters: ['--filter-namespace', 'NodePipe.Tests.Runtimes'] },
      { part: 'vitest', filters: ['test/runtimes'] },
    ],
  ],
  ['packages', [{ part: 'vitest', filters: ['test/packages'] }]],
]);

/** What can be had in addition. */
const additions = ['--runtimes', '--packages'];

const usage = `npm test                                   everything but the packages; over other runtimes where they are installed
npm test -- --runtimes                     over other runtimes too, which this installs
npm test -- --packages                     the packages too: new projects of the packed files, which takes minutes
npm test -- --only runtimes                what runs over other runtimes: npm run test:runtimes
npm test -- --only packages                what makes projects of the packed files
npm test -- --only <part> [filters…]       one part: ${allParts.join(', ')}
  e.g. npm test -- --only vitest test/child
       npm test -- --only dotnet --filter-class '*LineReader*'`;

/**
 * @param {readonly string[]} args
 * @returns {TestRun}
 * @throws {FrontDoorError} where they cannot be understood
 */
export function parseArguments(args) {
  if (args.every((arg) => additions.includes(arg))) {
    const needsRuntimes = args.includes('--runtimes');
    return { parts: everything, needsRuntimes, leavesOutPackages: !args.includes('--packages') };
  }
  const [option, name, ...filters] = args;
  if (option !== '--only') throw new FrontDoorError(usage, 2);
  // Whoever names what is to run says by that whether the packages are among it.
  const chosen = { needsRuntimes: name === 'runtimes', leavesOutPackages: false };
  const additional = additionalTests.get(name ?? '');
  if (additional !== undefined && filters.length === 0) return { parts: additional, ...chosen };
  const part = allParts.find((known) => known === name);
  if (part === undefined) throw new FrontDoorError(usage, 2);
  if (part === 'checks' && filters.length > 0)
    throw new FrontDoorError(`The checks take no filter.\n${usage}`, 2);
  return { parts: [{ part, filters }], ...chosen, leavesOutPackages: filters.length === 0 };
}
