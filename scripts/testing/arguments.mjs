import { FrontDoorError } from '../frontDoorError.mjs';

/** @typedef {'checks' | 'dotnet' | 'vitest'} Part */

/** @type {readonly Part[]} */
const allParts = ['checks', 'dotnet', 'vitest'];

const usage = `npm test                                   everything
npm test -- --only <part> [filters…]       one part: ${allParts.join(', ')}
  e.g. npm test -- --only vitest test/child
       npm test -- --only dotnet --filter-class '*LineReader*'`;

/**
 * @param {readonly string[]} args
 * @returns {{ parts: readonly Part[], filters: readonly string[] }} filters go to the suite as they are
 * @throws {FrontDoorError} where they cannot be understood
 */
export function parseArguments(args) {
  if (args.length === 0) return { parts: allParts, filters: [] };
  const [option, name, ...filters] = args;
  const part = allParts.find((known) => known === name);
  if (option !== '--only' || part === undefined) throw new FrontDoorError(usage, 2);
  if (part === 'checks' && filters.length > 0)
    throw new FrontDoorError(`The checks take no filter.\n${usage}`, 2);
  return { parts: [part], filters };
}
