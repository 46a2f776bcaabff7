import { parseArgs } from 'node:util';
import type { Row } from './support/row.js';

/** What `npm run bench` was asked for. */
export type BenchCommand = { readonly kind: 'help' } | MeasureCommand;

export interface MeasureCommand {
  readonly kind: 'measure';
  /** Few repetitions, to see that all works. */
  readonly quick: boolean;
  /** Puts the table into docs/benchmarks.md. */
  readonly write: boolean;
  /** The names of the rows; none means all. */
  readonly only: readonly string[];
  /** The folder of another checkout, to be compared with this one. */
  readonly before?: string | undefined;
}

/** The command line is wrong, and the message says how. */
export class UsageError extends Error {
  readonly code = 'ERR_BENCH_USAGE';
}

/** @throws UsageError for an option or a row that there is not */
export function parseCommandLine(args: readonly string[], names: readonly string[]): BenchCommand {
  const { quick, write, only, before, help } = parse(args);
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
  if (write && before !== undefined) {
    throw new UsageError(
      '--write puts a table into the documentation, and a comparison is none: leave out --before.',
    );
  }
  return { kind: 'measure', quick, write, only, before };
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
 * @param canCompare whether it knows `--before`
 */
export function usage(
  command: string,
  rows: readonly Pick<Row, 'name' | 'title' | 'isOnRequest'>[],
  canCompare = false,
): string {
  const options = [
    ['--quick', 'few repetitions, to see that all works'],
    ['--write', 'puts the table into docs/benchmarks.md'],
    ['--only <row>', 'measures this row alone; may be repeated'],
    ...(canCompare
      ? [['--before <folder>', 'says what is worse than in that other checkout, a built one']]
      : []),
  ];
  const rowLines = rows.map(({ name, title, isOnRequest }) => [
    name,
    isOnRequest === true ? `${title} (only where it is named)` : title,
  ]);
  return `${command} -- [--quick] [--write] [--only <row>]…${canCompare ? ' [--before <folder>]' : ''}

${aligned(options, 19)}

Rows:
${aligned(rowLines, 14)}
`;
}

function aligned(lines: readonly (readonly string[])[], width: number): string {
  return lines.map(([name = '', meaning = '']) => `  ${name.padEnd(width)}${meaning}`).join('\n');
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        before: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
