import { timeCells } from '../support/cells.js';
import type { Line, Work } from '../support/line.js';

const SIZES = [
  { rows: 20, rounds: 500 },
  { rows: 1_000, rounds: 50 },
];

export const rendering: Work = {
  name: 'rendering',
  title: "react-dom's renderToString of a list, with its rows from the host, free-running",
  async measure(bench) {
    const lines: Line[] = [];
    for (const { rows, rounds } of SIZES) {
      const work = ['render', 'nodepipe,jering,mcp', rows, bench.turns, rounds];
      const results = await bench.measure({ mode: 'free', work });
      lines.push({ work: `renderToString of ${rows} rows`, ...timeCells(results) });
    }
    return lines;
  },
};
