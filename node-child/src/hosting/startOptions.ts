import { checkOptions, isObject, type OptionRule } from '../errors/optionRules.js';
import { type ConnectOptions, connectRules, type HelloRole } from './connectOptions.js';

/** How {@link start} starts a program, and how it is connected. */
export interface StartOptions extends Omit<ConnectOptions, 'over' | 'transport'> {
  /** The program: a name that is looked up on its PATH, or a path; a relative one starts at `cwd`. No shell reads it. */
  readonly command: string;

  /** Its arguments; each arrives as it is. Default: none. */
  readonly args?: readonly string[] | undefined;

  /** Its working directory; that of this process by default. */
  readonly cwd?: string | undefined;

  /** Variables on top of those of this process; undefined removes one. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;

  /**
   * Which side says the hello; `'say'`, this one, by default: the start waits until it is answered. To a program that speaks no
   * JSON-RPC, or answers nothing that it does not know, give `'answer'`.
   */
  readonly hello?: HelloRole | undefined;

  /** How long the start may take, until the hello is answered, in milliseconds; 30,000 by default. `Infinity` sets no limit. */
  readonly timeout?: number | undefined;

  /** Gives up the start, and later kills the program. */
  readonly signal?: AbortSignal | undefined;

  /** Gets each line of the program's standard output; by default it writes to that of this process itself. */
  readonly onOutputLine?: ((line: string) => void) | undefined;

  /** Gets each line of its standard error; by default they are passed on to that of this process. */
  readonly onErrorLine?: ((line: string) => void) | undefined;

  /** How long an orderly end waits for the program to end by itself, in milliseconds; 5,000 by default. */
  readonly exitTimeout?: number | undefined;

  /** How long it then waits after SIGTERM before it kills, in milliseconds; 2,000 by default. */
  readonly terminateTimeout?: number | undefined;
}

const isText = (value: unknown) => typeof value === 'string' && !value.includes('\0');

const listenerRule: OptionRule = {
  give: 'a function that takes a line',
  fits: (value) => typeof value === 'function',
};

const timeoutRule: OptionRule = {
  give: 'milliseconds from 0 to 2147483647, or Infinity',
  fits: (value) =>
    typeof value === 'number' && value >= 0 && (value <= 2 ** 31 - 1 || value === Number.POSITIVE_INFINITY),
};

const { over: _over, transport: _transport, ...connectionRules } = connectRules;

const rules: Readonly<Record<keyof StartOptions, OptionRule>> = {
  ...connectionRules,
  command: { give: 'a program’s name or path', fits: (value) => isText(value) && value !== '' },
  args: {
    give: 'an array of strings without NUL',
    fits: (value) => Array.isArray(value) && value.every(isText),
  },
  cwd: { give: 'a folder’s path', fits: (value) => isText(value) && value !== '' },
  env: {
    give: 'an object whose members are strings without NUL, or undefined',
    fits: (value) =>
      isObject(value) &&
      Object.entries(value).every(
        ([name, member]) => isText(name) && !/^$|=/.test(name) && (member === undefined || isText(member)),
      ),
  },
  onOutputLine: listenerRule,
  onErrorLine: listenerRule,
  exitTimeout: timeoutRule,
  terminateTimeout: timeoutRule,
};

/** @throws TypeError for what is none of {@link StartOptions} */
export function checkStartOptions(options: StartOptions): void {
  checkOptions('start()', options, rules);
  if (options.command === undefined) {
    throw new TypeError('start() was given no command; give the program’s name or path.');
  }
}
