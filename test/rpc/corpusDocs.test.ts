import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test.each(['accept', 'reject'])(
  'every file of the corpus is named by the rule that it shows: %s',
  (folder) => {
    const page = readFileSync(at('docs/protocol.md'), 'utf8');
    const named = [...page.matchAll(/<sub>([^<]*)<\/sub>/g)]
      .flatMap(([, list = '']) => list.split(/,\s+/))
      // A folder holds for the names behind it too.
      .reduce<{ folder: string; names: string[] }>(
        (seen, name) => {
          const [first = '', second] = name.split('/');
          const current = second === undefined ? seen.folder : first;
          return { folder: current, names: [...seen.names, `${current}/${second ?? first}`] };
        },
        { folder: '', names: [] },
      ).names;
    const files = readdirSync(at(`test/wire/${folder}`)).map(
      (file) => `${folder}/${file.replace(/\.json$/, '')}`,
    );
    expect(named.filter((name) => name.startsWith(`${folder}/`)).sort()).toEqual(files.sort());
  },
);
