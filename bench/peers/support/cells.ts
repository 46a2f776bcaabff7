import { short } from '../../support/samples.js';
import { type Contender, contenderNames, type Line } from './line.js';
import type { Results } from './results.js';

/** A time in microseconds, for people. */
export function duration(microseconds: number): string {
  if (microseconds < 1_000) {
    return `${short(microseconds)} µs`;
  }
  return microseconds < 1_000_000
    ? `${short(microseconds / 1_000)} ms`
    : `${short(microseconds / 1_000_000)} s`;
}

/** The name of the library's own results where they are not the plain ones. */
export interface CellOptions {
  readonly nodepipe?: string;
  /** Whether the p99 is told as well. */
  readonly p99?: boolean;
}

/** The cells of a time, each peer's with how many times the library's it is; and the times for the chart. */
export function timeCells(
  results: Results,
  options: CellOptions = {},
): Required<Pick<Line, 'cells' | 'times'>> {
  const cells: Partial<Record<Contender, string>> = {};
  const times: Partial<Record<Contender, number>> = {};
  const own = results.median(options.nodepipe ?? 'nodepipe', 'p50');
  for (const name of contenderNames) {
    const source = name === 'nodepipe' ? (options.nodepipe ?? name) : name;
    const p50 = results.median(source, 'p50');
    const p99 = options.p99 === true ? results.median(source, 'p99') : undefined;
    if (p50 !== undefined) {
      times[name] = p50;
      const tail = p99 !== undefined ? `, p99 ${duration(p99)}` : '';
      cells[name] = `${duration(p50)}${tail}${name === 'nodepipe' ? '' : comparedWith(p50, own)}`;
    }
  }
  return { cells, times };
}

function comparedWith(value: number, own: number | undefined): string {
  return own === undefined ? '' : ` (${short(value / own)} ×)`;
}
