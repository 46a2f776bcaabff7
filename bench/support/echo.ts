import { at } from '../../scripts/setup/layout.mjs';
import type { Bench } from './bench.js';
import { timeFigure } from './figure.js';
import { perMode } from './perMode.js';
import type { Finding } from './row.js';
import { numbers } from './samples.js';

const MILLISECONDS = 1_000;
const QUICK_MILLISECONDS = 150;
const REPETITIONS = 9;

/**
 * A long value as the argument and as the result of a call.
 *
 * @param kind of a text, or `bytes`
 * @param length in characters, or in bytes
 */
export async function measureEcho(
  bench: Bench,
  work: string,
  kind: string,
  length: number,
): Promise<Finding> {
  bench.progress(`  ${work}`);
  const milliseconds = bench.quick ? QUICK_MILLISECONDS : MILLISECONDS;
  const command = ['echo', at('bench/programs/calls.mjs'), kind, length, milliseconds] as const;
  const figures = await perMode(bench, async (mode) =>
    timeFigure(numbers(await bench.repeatHost(mode, REPETITIONS, ...command), 'p50')),
  );
  return { work, figures };
}
