import type { OptionRule } from '../errors/optionRules.js';
import { transportKinds } from '../transport/openTransport.js';

/** What options must be that more than one function takes. */
export const transportRule: OptionRule = {
  give: transportKinds.join(' or '),
  fits: (value) => transportKinds.some((kind) => kind === value),
};

export const limitRule: OptionRule = {
  give: 'a number from 1 upwards',
  fits: (value) => typeof value === 'number' && value >= 1,
};
