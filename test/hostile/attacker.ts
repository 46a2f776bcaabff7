import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Attack, AttackerReport } from './outcome.js';

/** The program that attacks whoever is at the other end of its descriptors 3 and 4. */
export const attackerProgram = fileURLToPath(new URL('../fixtures/hostile/attacker.mjs', import.meta.url));

/** What the attacker is told, behind its descriptors. */
export function attackerArguments({ name, seed, milliseconds }: Attack, report: string): string[] {
  return [
    ...['--attack', name, '--seed', String(seed)],
    ...['--milliseconds', String(milliseconds), '--report', report],
  ];
}

/** A file for the report of an attacker, whose host may be its parent and not this process. */
export function reportFile() {
  const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-hostile-'));
  const file = path.join(folder, 'report.json');
  return {
    path: file,
    read: () => JSON.parse(readFileSync(file, 'utf8')) as AttackerReport,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
