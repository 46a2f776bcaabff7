import { withSpread } from '../../support/format.js';
import { geometricMeans } from '../../support/statistics.js';
import { longTexts, MEBIBYTE, shortText, type Text } from '../../support/textKinds.js';
import { timeCells } from '../support/cells.js';
import type { Line, Work } from '../support/line.js';
import type { Measurement } from '../support/peerBench.js';
import type { Results } from '../support/results.js';
import { MCP_LIMIT } from '../support/sizes.js';

const FLOOR_WARM_UP = 3;
const FEWEST_ROUNDS = 5;
const MOST_ROUNDS = 1_000;
const CHARACTERS_A_TURN = 20 * MEBIBYTE;

export const texts: Work = {
  name: 'texts',
  title: 'a string there and back, free-running',
  async measure(bench) {
    const all = [shortText, ...longTexts];
    const results = await bench.measureInTurn(all.map((text) => measurement(text, bench.turns)));
    return [...all.map((text, index) => toLine(text, results[index])), meanLine(results.slice(1))];
  },
};

function isTooLong({ length }: Text): boolean {
  return length >= MCP_LIMIT;
}

function measurement(text: Text, turns: number): Measurement {
  const { kind, length } = text;
  const rounds = Math.min(MOST_ROUNDS, Math.max(FEWEST_ROUNDS, Math.round(CHARACTERS_A_TURN / length)));
  const peers = isTooLong(text) ? 'nodepipe,jering' : 'nodepipe,jering,mcp';
  return {
    mode: 'free',
    work: ['echo', peers, kind.name, length, turns, rounds],
    floor: ['bulk', kind.utf8Length(length), rounds, FLOOR_WARM_UP, 0],
  };
}

function toLine(text: Text, results: Results | undefined): Line {
  const { cells = {}, times = {} } = results === undefined ? {} : timeCells(results);
  const words = isTooLong(text) ? { mcp: 'refuses more than 10 MiB' } : {};
  return { work: text.work, cells: { ...cells, ...words }, times };
}

/** The mean is one of each turn, so that it has a spread as well. */
function meanLine(results: readonly Results[]): Line {
  const ratios = results.map((one) => one.ratios('nodepipe', 'jering', 'p50') ?? []);
  return {
    work: `geometric mean of these ${results.length} ratios of 64 Ki characters and more`,
    cells: { nodepipe: withSpread(geometricMeans(ratios), '× Jering') },
  };
}
