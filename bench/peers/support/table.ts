import { contenderNames, contenders, type Goal, type Line } from './line.js';

/** The lines as a Markdown table. */
export function toTable(lines: readonly Line[]): string {
  const rows = [
    ['work', ...contenderNames.map((name) => contenders[name]), 'goal', 'met'],
    ['---', ...contenderNames.map(() => '---'), '---', '---'],
    ...lines.map(({ work, cells, goals = [] }) => [
      work,
      ...contenderNames.map((name) => cells[name] ?? ''),
      goals.map(({ text }) => text).join('; '),
      goals.map(verdict).join('; '),
    ]),
  ];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function verdict({ measured, isMet }: Goal): string {
  return isMet === undefined ? measured : `${isMet ? 'yes' : '**no**'}: ${measured}`;
}
