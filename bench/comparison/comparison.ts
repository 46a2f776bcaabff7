import type { Figure, Finding, Mode } from '../support/row.js';
import { median } from '../support/statistics.js';
import { headings, markdownTable } from '../support/table.js';

/** How many times as much as before is still as good. */
const ALLOWED = 1.05;

/** What two checkouts took for the same rows, measured one right after the other. */
export interface Pair {
  readonly before: readonly Finding[];
  readonly after: readonly Finding[];
}

/** One figure in all pairs. */
export interface Comparison {
  readonly work: string;
  readonly mode: Mode;
  /** One a pair: how many times as much as before; of calls a second, before as of after, so that more is always worse. */
  readonly ratios: readonly number[];
  /** Nothing to judge where the library has no part in it. */
  readonly verdict: 'not worse' | 'worse' | undefined;
}

/** Compares every figure that has values. */
export function compare(pairs: readonly Pair[], modes: readonly Mode[]): Comparison[] {
  const findings = pairs[0]?.after ?? [];
  return findings.flatMap(({ work, isWithoutLibrary }, index) =>
    modes.flatMap((mode) => {
      const ratios = pairs.flatMap(({ before, after }) =>
        ratioOf(figureOf(before[index], mode), figureOf(after[index], mode)),
      );
      if (ratios.length === 0) {
        return [];
      }
      const isWorse = median(ratios) > ALLOWED;
      return [
        { work, mode, ratios, verdict: isWithoutLibrary ? undefined : isWorse ? 'worse' : 'not worse' },
      ] satisfies Comparison[];
    }),
  );
}

/** The comparisons as a Markdown table. */
export function toComparisonTable(comparisons: readonly Comparison[]): string {
  return markdownTable([
    ['work', '', 'after / before', 'median', 'verdict'],
    ...comparisons.map(({ work, mode, ratios, verdict }) => [
      work,
      headings[mode],
      ratios.map((ratio) => ratio.toFixed(2)).join(', '),
      median(ratios).toFixed(3),
      verdict === 'worse' ? '**worse**' : (verdict ?? 'without the library'),
    ]),
  ]);
}

function figureOf(finding: Finding | undefined, mode: Mode): Figure | undefined {
  return finding === undefined || typeof finding.figures === 'string' ? undefined : finding.figures[mode];
}

/** One ratio; none where one of them has no values. */
function ratioOf(before: Figure | undefined, after: Figure | undefined): number[] {
  if (before?.values === undefined || after?.values === undefined) {
    return [];
  }
  const ratio = median(after.values) / median(before.values);
  return [after.isRate === true ? 1 / ratio : ratio];
}
