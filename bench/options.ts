import { parseArgs } from 'node:util';
import type { Row } from './support/row.js';

/** What `npm run bench` was asked for. */
export type BenchCommand =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'measure';
      /** Few repetitions, to see that all works. */
      readonly quick: boolean;
      /** Puts the table into docs/benchmarks.md. */
      readonly write: boolean;
      /** The names of the rows; none means all. */
      readonly only: readonly string[];
    };

/** The command line is wrong, and the message says how. */
export class UsageError extends Error {
  readonly code = 'ERR_BENCH_USAGE';
}

/** @throws UsageError for an option or a row that there is not */
export function parseCommandLine(args: readonly string[], names: readonly string[]): BenchCommand {
  const { quick, write, only, help } = parse(args);
  if (help) {
    return { kind: 'help' };
  }
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`There is no row '${unknown}'. The rows are: ${names.join(', ')}.`);
  }
  if (write && (only.length > 0 || quick)) {
    throw new UsageError('--write replaces the whole table: it goes with neither --only nor --quick.');
  }
  return { kind: 'measure', quick, write, only };
}

/** The rows that are asked for by name; without a name all that are not on request only. */
export function selectRows<T extends Pick<Row, 'name' | 'isOnRequest'>>(
  rows: readonly T[],
  only: readonly string[],
): T[] {
  return rows.filter(({ name, isOnRequest }) =>
    only.length === 0 ? isOnRequest !== true : only.includes(name),
  );
}

/**
 * @param command that runs this bench
 * @param rows that it has
 */
export function usage(command: string, rows: readonly Pick<Row, 'name' | 'title' | 'isOnRequest'>[]): string {
  return `${command} -- [--quick] [--write] [--only <row>]…

  --quick       few repetitions, to see that all works
  --write       puts the table into docs/benchmarks.md
  --only <row>  measures this row alone; may be repeated

Rows:
${rows.map(({ name, title, isOnRequest }) => `  ${name.padEnd(14)}${title}${isOnRequest === true ? ' (only where it is named)' : ''}`).join('\n')}
`;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
