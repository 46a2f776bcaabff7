import { short } from '../../support/samples.js';
import { timeCells } from '../support/cells.js';
import { atLeast } from '../support/goals.js';
import type { Line, Work } from '../support/line.js';
import type { Results } from '../support/results.js';
import { MCP_LIMIT, MEBIBYTE } from '../support/sizes.js';

/** The goal, in bytes a second, there and back counted. */
const GOAL = 1.5e9;
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
        const results = await bench.measure(
          'free',
          ['echo', [own, ...able].join(','), 'bytes', length, bench.turns, rounds],
          ['bulk', length, rounds, 3, bytes],
        );
        const work = `echo of ${mebibytes} MiB of bytes, pipes of ${name}`;
        lines.push(toLine(work, length, own, results, able.length < others.length));
      }
    }
    return lines;
  },
};

function toLine(work: string, length: number, own: string, results: Results, isTooLong: boolean): Line {
  const { cells, times } = timeCells(results, { nodepipe: own });
  const rate = (name: string) => {
    const microseconds = results.median(name, 'p50');
    return microseconds === undefined ? undefined : (2 * length * 1e6) / microseconds;
  };
  const withRate = (name: string, text: string | undefined) =>
    text === undefined
      ? {}
      : { [name]: `${text}, ${short((rate(name === 'raw' ? 'raw' : own) ?? 0) / 1e9)} GB/s` };
  const line = {
    work,
    cells: {
      ...cells,
      ...withRate('nodepipe', cells.nodepipe),
      ...withRate('raw', cells.raw),
      ...(isTooLong ? { mcp: 'refuses more than 10 MiB' } : {}),
    },
    times,
  };
  const measured = rate(own);
  return length === JUDGED_LENGTH
    ? {
        ...line,
        goals: [atLeast(GOAL / 1e9, measured && measured / 1e9, '≥ 1.5 GB/s, both ways counted', ' GB/s')],
      }
    : line;
}
