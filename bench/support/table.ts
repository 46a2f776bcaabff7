import type { Figure, Finding, Mode } from './row.js';

const headings: Readonly<Record<Mode, string>> = { pinned: 'pinned to one core', free: 'free-running' };

/** The findings as a Markdown table. */
export function toTable(findings: readonly Finding[], modes: readonly Mode[]): string {
  const lines = [
    ['work', ...modes.map((mode) => headings[mode]), 'goal', 'met'],
    ['---', ...modes.map(() => '---'), '---', '---'],
    ...findings.map((finding) => cells(finding, modes)),
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

function cells({ work, figures, goal }: Finding, modes: readonly Mode[]): string[] {
  if (typeof figures === 'string') {
    return [work, figures, ...modes.slice(1).map(() => ''), ...verdict(goal, undefined)];
  }
  const judged = modes.map((mode) => figures[mode]).find((figure) => figure !== undefined);
  return [work, ...modes.map((mode) => figures[mode]?.text ?? ''), ...verdict(goal, judged)];
}

function verdict(goal: Finding['goal'], judged: Figure | undefined): [string, string] {
  if (goal === undefined) {
    return ['', ''];
  }
  if (judged === undefined || Number.isNaN(judged.value)) {
    return [goal.text, 'not measured'];
  }
  return [goal.text, judged.value <= goal.limit ? 'yes' : '**no**'];
}
