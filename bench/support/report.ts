import { readFile, writeFile } from 'node:fs/promises';
import { at } from '../../scripts/setup/layout.mjs';

/** Replaces what stands between the command's markers in docs/benchmarks.md. */
export async function writeReport(command: string, content: string): Promise<void> {
  const [first, last] = [`<!-- ${command} -- --write: begin -->`, `<!-- ${command} -- --write: end -->`];
  const file = at('docs/benchmarks.md');
  const page = await readFile(file, 'utf8');
  const begin = page.indexOf(first);
  const end = page.indexOf(last);
  if (begin === -1 || end < begin) {
    throw new Error(`${file} has lost the lines '${first}' and '${last}', between which the table goes.`);
  }
  await writeFile(file, `${page.slice(0, begin + first.length)}\n\n${content}\n\n${page.slice(end)}`);
}
