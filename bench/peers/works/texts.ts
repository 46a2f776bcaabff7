import { timeCells } from '../support/cells.js';
import { atMost, ratio } from '../support/goals.js';
import type { Line, Work } from '../support/line.js';
import type { Results } from '../support/results.js';
import { KIBIBYTE, MCP_LIMIT, MEBIBYTE } from '../support/sizes.js';

const SIZES = [
  { length: KIBIBYTE, name: '1 KiB', rounds: 1_000 },
  { length: 64 * KIBIBYTE, name: '64 KiB', rounds: 200 },
  { length: MEBIBYTE, name: '1 MiB', rounds: 20, goal: 1 / 4 },
  { length: 10 * MEBIBYTE, name: '10 MiB', rounds: 5, goal: 1 / 8 },
];

type Size = (typeof SIZES)[number];

export const texts: Work = {
  name: 'texts',
  title: 'a string there and back, free-running',
  async measure(bench) {
    const lines: Line[] = [];
    for (const size of SIZES) {
      const { length, rounds } = size;
      const isTooLong = length >= MCP_LIMIT;
      const peers = isTooLong ? 'nodepipe,nodepipe-1m,jering' : 'nodepipe,jering,mcp';
      const results = await bench.measure(
        'free',
        ['echo', peers, 'text', length, bench.turns, rounds],
        ['bulk', length, rounds, 3, 0],
      );
      const words = isTooLong ? { mcp: 'refuses more than 10 MiB' } : {};
      lines.push(toLine(size, results, 'nodepipe', words));
      if (isTooLong) {
        const { work, ...line } = toLine(size, results, 'nodepipe-1m', words);
        lines.push({ work: `${work}, pipes of 1 MiB`, ...line });
      }
    }
    return lines;
  },
};

function toLine({ name, goal }: Size, results: Results, own: string, words: Line['cells']): Line {
  const { cells, times } = timeCells(results, { nodepipe: own });
  const line = { work: `echo of a string of ${name}`, cells: { ...cells, ...words }, times };
  const share = ratio(results.median(own, 'p50'), results.median('jering', 'p50'));
  return goal === undefined ? line : { ...line, goals: [atMost(goal, share, `≤ ${goal} × Jering`)] };
}
