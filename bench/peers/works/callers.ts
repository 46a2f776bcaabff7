import { short, withSpread } from '../../support/format.js';
import { median, spreadOf } from '../../support/statistics.js';
import { hold } from '../support/goals.js';
import { type Contender, contenderNames, type Line, type Work } from '../support/line.js';
import type { Results } from '../support/results.js';

const MILLISECONDS = 500;
const COUNTS = [1, 8, 64, 512];

/** How many callers the goal is for, and how many times Jering's calls it asks for. */
const JUDGED_COUNT = 64;
const GOAL = 15;

export const callers: Work = {
  name: 'callers',
  title: 'the calls a second of many callers at once, free-running',
  async measure(bench) {
    const lines: Line[] = [];
    for (const count of COUNTS) {
      const work = ['callers', 'nodepipe,jering,mcp', bench.turns, count, MILLISECONDS];
      lines.push(toLine(count, await bench.measure({ mode: 'free', work })));
    }
    return lines;
  },
};

function toLine(count: number, results: Results): Line {
  const cells: Partial<Record<Contender, string>> = {};
  const times: Partial<Record<Contender, number>> = {};
  for (const name of contenderNames) {
    const rates = results.values(name, 'perSecond');
    if (rates !== undefined) {
      const share =
        name === 'nodepipe' ? '' : `, ${part(results.ratios('nodepipe', name, 'perSecond') ?? [])}`;
      cells[name] = `${withSpread(
        rates.map((rate) => rate / 1_000),
        'k/s',
      )}${share}`;
      times[name] = 1_000_000 / median(rates);
    }
  }
  const line = { work: `a call of ${count} ${count === 1 ? 'caller' : 'callers at once'}`, cells, times };
  const ratios = results.ratios('nodepipe', 'jering', 'perSecond');
  return count === JUDGED_COUNT
    ? { ...line, goals: [hold(`≥ ${GOAL} × Jering`, { atLeast: GOAL }, ratios, '×')] }
    : line;
}

/** What part of the library's calls a peer makes, such as "1/16.3 (15.9–16.8)". */
function part(ratios: readonly number[]): string {
  const { low, median, high } = spreadOf(ratios);
  return `1/${short(median)} (${short(low)}–${short(high)})`;
}
