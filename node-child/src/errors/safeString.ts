/** The message of an error whose own cannot be read. */
export const UNREADABLE = 'What was thrown cannot be read: looking at it throws another error.';

/** The text of anything, also of what has no text. */
export function safeString(value: unknown): string {
  const text = textBy(() => String(value));
  return text ?? textBy(() => Object.prototype.toString.call(value)) ?? UNREADABLE;
}

// To look at a value may run code of the user.
function textBy(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
