const random = () => Math.random().toString(36).slice(2);

/** Begins a text that stands for a number. Nobody else knows it, so no text of a user is taken for one. */
const MARK = `nodepipe ${random()}${random()} `;
const marked = new RegExp(`"${MARK}([^"]*)"`, 'g');

/** Whether `JSON.stringify` would write another number: -0 as 0, and integers that have lost digits as if they had not. */
export function isWrittenWrong(value: number): boolean {
  return Object.is(value, -0) || (Number.isInteger(value) && !Number.isSafeInteger(value));
}

/**
 * Makes what stands for such a number until {@link withExactNumbers} has written it. Beyond 2^53 numbers have an exponent, as
 * JSON writes them from 1e21 on: whoever reads an integer type there finds that it is none, and whoever reads a double gets
 * it whole.
 */
export function markNumber(value: number): string {
  return MARK + (value === 0 ? '-0' : value.toExponential());
}

/** Puts numbers in the place of their marks. */
export function withExactNumbers(json: string): string {
  return json.replace(marked, '$1');
}
