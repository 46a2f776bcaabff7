/** A text that UTF-8 cannot carry: where it is, and what is wrong, to go on from its path. */
interface LoneSurrogate {
  readonly keys: readonly (string | number)[];
  readonly reason: string;
}

/** Finds a text or a name with half a pair of surrogates in what is to be written as JSON. */
export function findLoneSurrogate(
  value: unknown,
  keys: readonly (string | number)[] = [],
): LoneSurrogate | undefined {
  if (typeof value === 'string') {
    return value.isWellFormed()
      ? undefined
      : { keys, reason: 'holds a lone surrogate, which UTF-8 cannot carry' };
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  for (const [name, member] of Object.entries(value)) {
    const inside = [...keys, Array.isArray(value) ? Number(name) : name];
    if (!name.isWellFormed()) {
      return { keys: inside, reason: 'has a name with a lone surrogate, which UTF-8 cannot carry' };
    }
    const found = findLoneSurrogate(member, inside);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
