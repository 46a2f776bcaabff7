import { withSpread } from '../../support/format.js';
import { MEBIBYTE } from '../../support/textKinds.js';
import { timeCells } from '../support/cells.js';
import { hold } from '../support/goals.js';
import type { Line, Work } from '../support/line.js';
import type { Results } from '../support/results.js';
import { MCP_LIMIT } from '../support/sizes.js';

/** In 10⁹ bytes a second, there and back counted. */
const GOAL = 1.5;
const JUDGED_LENGTH = 16 * MEBIBYTE;

const SIZES = [
  { mebibytes: 1, rounds: 30 },
  { mebibytes: 16, rounds: 7 },
];

const CAPACITIES = [
  { bytes: 0, name: '64 KiB at first', own: 'nodepipe', others: ['jering', 'mcp'] },
  { bytes: MEBIBYTE, name: '1 MiB', own: 'nodepipe-1m', others: [] },
];

export const bytes: Work = {
  name: 'bytes',
  title: 'bytes there and back, through pipes of 64 KiB at first and of 1 MiB, free-running',
  async measure(bench) {
    const lines: Line[] = [];
    for (const { mebibytes, rounds } of SIZES) {
      const length = mebibytes * MEBIBYTE;
      for (const { bytes, name, own, others } of CAPACITIES) {
        // As base64 they are a third longer.
        const able = others.filter((other) => other !== 'mcp' || (length * 4) / 3 < MCP_LIMIT);
        const results = await bench.measure({
          mode: 'free',
          work: ['echo', [own, ...able].join(','), 'bytes', length, bench.turns, rounds],
          floor: ['bulk', length, rounds, 3, bytes],
        });
        const work = `echo of ${mebibytes} MiB of bytes, pipes of ${name}`;
        lines.push(toLine(work, length, own, results, able.length < others.length));
      }
    }
    return lines;
  },
};

function toLine(work: string, length: number, own: string, results: Results, isTooLong: boolean): Line {
  const { cells, times } = timeCells(results, { nodepipe: own });
  const rates = (name: string) =>
    results.values(name, 'p50')?.map((microseconds) => (2 * length * 1e6) / microseconds / 1e9);
  const withRate = (name: 'nodepipe' | 'raw', source: string) => {
    const measured = rates(source);
    return measured === undefined ? {} : { [name]: `${cells[name]}, ${withSpread(measured, 'GB/s')}` };
  };
  const line = {
    work,
    cells: {
      ...cells,
      ...withRate('nodepipe', own),
      ...withRate('raw', 'raw'),
      ...(isTooLong ? { mcp: 'refuses more than 10 MiB' } : {}),
    },
    times,
  };
  return length === JUDGED_LENGTH
    ? { ...line, goals: [hold(`≥ ${GOAL} GB/s, both ways counted`, { atLeast: GOAL }, rates(own), 'GB/s')] }
    : line;
}
