import { durations, withSpread } from '../../support/format.js';
import { type Contender, contenderNames, type Line } from './line.js';
import type { Results } from './results.js';

/** The name of the library's own results where they are not the plain ones. */
export interface CellOptions {
  readonly nodepipe?: string;
  /** Whether the p99 is told as well. */
  readonly p99?: boolean;
}

/** The cells of a time, each peer's with how many times the library's it is; and the times for the chart. */
export function timeCells(
  results: Results,
  { nodepipe = 'nodepipe', p99 = false }: CellOptions = {},
): Required<Pick<Line, 'cells' | 'times'>> {
  const cells: Partial<Record<Contender, string>> = {};
  const times: Partial<Record<Contender, number>> = {};
  for (const name of contenderNames) {
    const source = name === 'nodepipe' ? nodepipe : name;
    const p50 = results.values(source, 'p50');
    if (p50 !== undefined) {
      times[name] = results.median(source, 'p50') ?? Number.NaN;
      const tail = p99 ? results.values(source, 'p99') : undefined;
      const ratios = name === 'nodepipe' ? undefined : results.ratios(name, nodepipe, 'p50');
      cells[name] = [
        durations(p50),
        ...(tail === undefined ? [] : [`p99 ${durations(tail)}`]),
        ...(ratios === undefined ? [] : [withSpread(ratios, '×')]),
      ].join(', ');
    }
  }
  return { cells, times };
}
