import type { Bug } from './bug.js';
import { dotnetBugs } from './dotnetBugs.js';
import { nodeBugs } from './nodeBugs.js';
import { transportBugs } from './transportBugs.js';

/** All that the tests are tried with. */
export const bugs: readonly Bug[] = [...nodeBugs, ...dotnetBugs, ...transportBugs];

/** The least share of them that the tests must catch. */
export const LEAST_CAUGHT = 0.9;
