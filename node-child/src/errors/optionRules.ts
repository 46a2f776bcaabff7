/** What an option has to be. */
export interface OptionRule {
  /** What to give, to go on from "give ". */
  readonly give: string;
  fits(value: unknown): boolean;
}

/**
 * Checks options as they came in. What is undefined counts as left out.
 *
 * @param owner what takes the options, for the message
 * @throws TypeError for what is no object, for an option that there is not, and for a value that does not fit
 */
export function checkOptions(
  owner: string,
  options: unknown,
  rules: Readonly<Record<string, OptionRule>>,
): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`The options of ${owner} are ${typeOf(options)}; give an object.`);
  }
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      throw new TypeError(`${owner} has no option ${name}; there are ${Object.keys(rules).join(', ')}.`);
    }
    if (value !== undefined && !rule.fits(value)) {
      throw new TypeError(`The option ${name} of ${owner} is ${typeOf(value)}; give ${rule.give}.`);
    }
  }
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) {
    return String(value);
  }
  const name: unknown = typeof value === 'object' ? value.constructor?.name : typeof value;
  return `of type ${typeof name === 'string' && name !== '' ? name : 'object'}`;
}
