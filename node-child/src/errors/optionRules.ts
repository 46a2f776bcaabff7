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
  if (!isObject(options)) {
    throw new TypeError(`The options of ${owner} are ${shown(options)}; give an object.`);
  }
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      throw new TypeError(`${owner} has no option ${name}; there are ${Object.keys(rules).join(', ')}.`);
    }
    if (value !== undefined && !rule.fits(value)) {
      throw new TypeError(`The option ${name} of ${owner} is ${shown(value)}; give ${rule.give}.`);
    }
  }
}

/** The longest text of a value that a message shows. */
const LONGEST_SHOWN = 80;

// A short value as it stands; of an object its members that are there, and of what.
function shown(value: unknown): string {
  if (typeof value === 'string') {
    return cut(JSON.stringify(value));
  }
  if (typeof value === 'function') {
    return 'a function';
  }
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  const name: unknown = value.constructor?.name;
  const kind = typeof name === 'string' && name !== '' ? name : 'object';
  if (kind !== 'Object') {
    return `of type ${kind}`;
  }
  const members = Object.entries(value).map(member);
  return members.length === 0 ? '{}' : cut(`{ ${members.join(', ')} }`);
}

function member([name, value]: [string, unknown]): string {
  return `${name}: ${typeof value === 'object' && value !== null ? '{…}' : shown(value)}`;
}

function cut(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** Whether it has members: anything but a primitive and a function. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What gives up. */
export const signalRule: OptionRule = {
  give: 'an AbortSignal, such as the signal of an AbortController',
  fits: isAbortSignal,
};

// By its shape: that of another realm, such as a test environment's, is an instance of another class.
function isAbortSignal(value: unknown): boolean {
  return (
    isObject(value) &&
    'aborted' in value &&
    typeof value.aborted === 'boolean' &&
    'addEventListener' in value &&
    typeof value.addEventListener === 'function' &&
    'removeEventListener' in value &&
    typeof value.removeEventListener === 'function'
  );
}
