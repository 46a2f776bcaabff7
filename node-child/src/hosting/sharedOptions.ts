import { constants } from 'node:buffer';
import type { OptionRule } from '../errors/optionRules.js';
import { framings } from '../framing/framings.js';
import { transportKinds } from '../transport/openTransport.js';

/** The longest text that a string can hold, in bytes of UTF-8: 512 MiB in V8. A longer message could not be read. */
export const LONGEST_TEXT_BYTES = constants.MAX_STRING_LENGTH;

/** What options must be that more than one function takes. */
export const transportRule: OptionRule = {
  give: transportKinds.join(' or '),
  fits: (value) => transportKinds.some((kind) => kind === value),
};

/** How frames are told apart. */
export const framingRule: OptionRule = {
  give: `one of framings: ${Object.keys(framings).join(', ')}`,
  fits: (value) => Object.values(framings).some((framing) => framing === value),
};

/** A number of things. */
export const limitRule: OptionRule = {
  give: 'a number from 1 upwards',
  fits: (value) => typeof value === 'number' && value >= 1,
};

/** A number of bytes that become a string. */
export const textLimitRule: OptionRule = {
  give: `a number of bytes from 1 to ${LONGEST_TEXT_BYTES}, the length of the longest string`,
  fits: (value) => typeof value === 'number' && value >= 1 && value <= LONGEST_TEXT_BYTES,
};

/** A number of bytes that stay bytes. */
export const byteLimitRule: OptionRule = {
  give: `a number of bytes from 1 to ${constants.MAX_LENGTH}, the length of the longest buffer`,
  fits: (value) => typeof value === 'number' && value >= 1 && value <= constants.MAX_LENGTH,
};
