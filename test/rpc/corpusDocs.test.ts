import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = readFileSync(at('docs/protocol.md'), 'utf8');
const named = [...page.matchAll(/<sub>([^<]*)<\/sub>/g)].map(([, list = '']) => list.split(/,\s+/));
const isTest = (name: string) => /\.(?:ts|cs)$/.test(name);

test.each(['accept', 'reject'])('every file of the corpus is named by a rule that it shows: %s', (folder) => {
  const files = readdirSync(at(`test/wire/${folder}`)).map(
    (file) => `${folder}/${path.basename(file, '.json')}`,
  );
  const shown = named.flatMap(corpusFiles).filter((name) => name.startsWith(`${folder}/`));
  expect(shown.sort()).toEqual(files.sort());
});

test('every test that a rule names is there', () => {
  const tests = named.flat().filter(isTest);
  expect(tests).not.toHaveLength(0);
  const folderOf = (name: string) => (name.endsWith('.cs') ? 'dotnet-host/test/NodePipe.Tests' : 'test');
  expect(tests.filter((name) => !existsSync(at(`${folderOf(name)}/${name}`)))).toEqual([]);
});

describe('every numbered rule names what shows it', () => {
  const rules = page.split(/^(?=\d+\. )/m).slice(1);
  test.each(rules.map((rule) => ({ rule: rule.split(/\n(?! {3})/)[0] ?? '' })))('$rule', ({ rule }) => {
    expect(rule).toContain('<sub>');
  });
});

/** The files of the corpus in one list; a folder holds for the names behind it too. */
function corpusFiles(list: readonly string[]): string[] {
  let folder = '';
  return list
    .filter((name) => name !== '' && !isTest(name))
    .map((name) => {
      const [first = '', second] = name.split('/');
      folder = second === undefined ? folder : first;
      return `${folder}/${second ?? first}`;
    });
}
