import type { Outcome } from './outcome.js';

const MEBIBYTE = 1024 * 1024;

/** The figures of each attack on each side, as a table of Markdown. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const name = `| ${outcome.side} | ${outcome.attack.name}`;
    rows.set(name, [...(rows.get(name) ?? []), outcome]);
  }
  return [
    '| attacked | what came | connections | lines | MiB | closed | alive | MiB over the baseline |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...[...rows].sort(([a], [b]) => a.localeCompare(b)).map(([name, all]) => `${name} ${figures(all)}`),
  ].join('\n');
}

function figures(all: readonly Outcome[]): string {
  const sum = (of: (outcome: Outcome) => number) => all.reduce((total, outcome) => total + of(outcome), 0);
  const alive = sum(({ isAlive }) => (isAlive ? 1 : 0));
  const over = Math.max(...all.map(({ peak, baseline }) => peak - baseline));
  const columns = [
    all.length,
    sum(({ lines }) => lines),
    (sum(({ bytes }) => bytes) / MEBIBYTE).toFixed(0),
    all.length - alive,
    alive,
    (over / MEBIBYTE).toFixed(0),
  ];
  return `${columns.map((column) => `| ${column}`).join(' ')} |`;
}
