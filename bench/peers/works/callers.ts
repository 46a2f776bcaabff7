import { short } from '../../support/samples.js';
import { atLeast, ratio } from '../support/goals.js';
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
      lines.push(toLine(count, await bench.measure('free', work)));
    }
    return lines;
  },
};

function toLine(count: number, results: Results): Line {
  const rate = (name: string) => results.median(name, 'perSecond');
  const cells: Partial<Record<Contender, string>> = {};
  const times: Partial<Record<Contender, number>> = {};
  for (const name of contenderNames) {
    const perSecond = rate(name);
    if (perSecond !== undefined) {
      const share = name === 'nodepipe' ? '' : ` (1/${short((rate('nodepipe') ?? perSecond) / perSecond)})`;
      cells[name] = `${short(perSecond / 1_000)} k/s${share}`;
      times[name] = 1_000_000 / perSecond;
    }
  }
  const line = { work: `a call of ${count} ${count === 1 ? 'caller' : 'callers at once'}`, cells, times };
  const goal = atLeast(GOAL, ratio(rate('nodepipe'), rate('jering')), `≥ ${GOAL} × Jering`, ' ×');
  return count === JUDGED_COUNT ? { ...line, goals: [goal] } : line;
}
