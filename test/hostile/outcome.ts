/** What was attacked: a host in .NET by its child, or a child in Node by its host. */
export type Side = 'host' | 'child';

export const sides = ['host', 'child'] as const;

/** The budget of whoever is attacked, in bytes; the noise of the runtimes is small beside it. */
export const BUDGET = 64 * 1024 * 1024;

/** What is set for whoever is attacked, beside the budget. */
export const limits = { maxMessageLength: 8 * 1024 * 1024, maxOpenCalls: 1_000, maxBufferedBytes: BUDGET };

/** How one attack is made. */
export interface Attack {
  readonly name: string;
  readonly seed: number;
  readonly milliseconds: number;
}

/** What the attacker tells. */
export interface AttackerReport {
  /** Whether an ordinary call worked afterwards. */
  readonly isAlive: boolean;
  /** How many lines it has written, and how many bytes. */
  readonly lines: number;
  readonly bytes: number;
  /** The last error that was no answer to a request. */
  readonly refusal?: string;
}

/** What who was attacked tells of itself. */
export interface VictimReport {
  /** Resident memory after the warm-up, and the most that there was, in bytes. */
  readonly baseline: number;
  readonly peak: number;
  /** Calls and streams that were open at the other side, and how many of them have ended. */
  readonly opened: number;
  readonly settled: number;
  /** What they ended with. */
  readonly failures: readonly string[];
}

/** What became of an attack. */
export interface Outcome extends AttackerReport, VictimReport {
  readonly attack: Attack;
  readonly side: Side;
}
