import { checkOptions, type OptionRule, signalRule } from '../../errors/optionRules.js';

/** How a call is made. */
export interface CallOptions {
  /** Cancels the call; the promise rejects with the signal's reason at once. */
  readonly signal?: AbortSignal | undefined;

  /** The longest wait for the answer, in milliseconds; without it, or with Infinity, the wait has no end. */
  readonly timeout?: number | undefined;

  /**
   * Gets what the function reports while it runs, in order, all of it before the result. What it throws is reported on
   * standard error, and otherwise ignored.
   */
  readonly progress?: ((value: unknown) => void) | undefined;

  /** W3C Trace Context; by default that of the call in whose course this one is made. */
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

const text: OptionRule = { give: 'a string', fits: (value) => typeof value === 'string' };

const rules: Readonly<Record<keyof CallOptions, OptionRule>> = {
  signal: signalRule,
  timeout: { give: 'a number of milliseconds', fits: (value) => typeof value === 'number' },
  progress: { give: 'a function', fits: (value) => typeof value === 'function' },
  traceparent: text,
  tracestate: text,
};

/**
 * Checks the options of a call.
 *
 * @throws TypeError for what is none of {@link CallOptions}, RangeError for a time-out below 0
 */
export function checkCallOptions(options: CallOptions): void {
  checkOptions('with()', options, rules);
  const { timeout } = options;
  if (timeout !== undefined && !(timeout >= 0)) {
    throw new RangeError(`The time-out is ${timeout} ms; give 0 or more, or Infinity for none.`);
  }
}
