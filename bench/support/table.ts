import type { Figure, Finding, Mode } from './row.js';
import { emphasized, verdictOn } from './verdict.js';

/** How the modes are called in tables. */
export const headings: Readonly<Record<Mode, string>> = {
  pinned: 'pinned to one core',
  free: 'free-running',
};

/** The findings as a Markdown table. */
export function toTable(findings: readonly Finding[], modes: readonly Mode[]): string {
  return markdownTable([
    ['work', ...modes.map((mode) => headings[mode]), 'goal', 'met'],
    ...findings.map((finding) => cells(finding, modes)),
  ]);
}

/** @param rows the headings first */
export function markdownTable([headings = [], ...rows]: readonly (readonly string[])[]): string {
  return [headings, headings.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cells({ work, figures, goal }: Finding, modes: readonly Mode[]): string[] {
  if (typeof figures === 'string') {
    return [work, figures, ...modes.slice(1).map(() => ''), ...verdictCells(goal, undefined)];
  }
  const judged = modes.map((mode) => figures[mode]).find((figure) => figure !== undefined);
  return [work, ...modes.map((mode) => figures[mode]?.text ?? ''), ...verdictCells(goal, judged)];
}

function verdictCells(goal: Finding['goal'], figure: Figure | undefined): [string, string] {
  if (goal === undefined) {
    return ['', ''];
  }
  const judged = figure?.judged;
  return [goal.text, judged === undefined ? 'not measured' : emphasized(verdictOn(judged, goal.limit))];
}
