// The module that the rows of calls are measured with.

/** @param {number} left @param {number} right */
export const add = (left, right) => left + right;

/** @template T @param {T} value */
export const echo = (value) => value;
