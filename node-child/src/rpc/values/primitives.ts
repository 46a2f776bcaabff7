/** Longer texts are measured and checked like any other value. */
const LONGEST_TEXT = 1024;

/**
 * Writes the values that most calls have, without the walk that others need.
 *
 * @returns nothing for all others, and for those that cannot be sent
 */
export function encodePrimitive(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : undefined;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'undefined':
      return 'null';
    case 'string':
      return value.length <= LONGEST_TEXT && value.isWellFormed() ? JSON.stringify(value) : undefined;
    default:
      return value === null ? 'null' : undefined;
  }
}
