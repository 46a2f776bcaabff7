import type { Bench } from './bench.js';
import type { Figure, Mode } from './row.js';

/** Measures in one mode after the other. */
export async function perMode(
  bench: Bench,
  measure: (mode: Mode) => Promise<Figure>,
): Promise<Partial<Record<Mode, Figure>>> {
  const figures: Partial<Record<Mode, Figure>> = {};
  for (const mode of bench.modes) {
    figures[mode] = await measure(mode);
    bench.progress(`  ${mode}: ${figures[mode].text}`);
  }
  return figures;
}
