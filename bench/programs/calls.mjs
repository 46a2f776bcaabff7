// The module that the rows of calls are measured with.

/** @param {number} left @param {number} right */
export const add = (left, right) => left + right;

/** @template T @param {T} value */
export const echo = (value) => value;

/** What the codec does with an attached text, done by hand. @param {Uint8Array} bytes */
export const echoText = ({ buffer, byteOffset, byteLength }) =>
  Buffer.from(Buffer.from(buffer, byteOffset, byteLength).toString());
