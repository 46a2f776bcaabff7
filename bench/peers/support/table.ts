import { markdownTable } from '../../support/table.js';
import { emphasized } from '../../support/verdict.js';
import { contenderNames, contenders, type Goal, type Line } from './line.js';

/** The lines as a Markdown table. */
export function toTable(lines: readonly Line[]): string {
  return markdownTable([
    ['work', ...contenderNames.map((name) => contenders[name]), 'goal', 'met'],
    ...lines.map(({ work, cells, goals = [] }) => [
      work,
      ...contenderNames.map((name) => cells[name] ?? ''),
      goals.map(({ text }) => text).join('; '),
      goals.map(verdictCell).join('; '),
    ]),
  ]);
}

function verdictCell({ measured, verdict }: Goal): string {
  return verdict === undefined ? measured : `${emphasized(verdict)}: ${measured}`;
}
