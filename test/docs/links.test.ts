import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../support/consoleHost.js';
import { documents, guidePages, readText } from './support/codeBlocks.js';
import { optionNames } from './support/optionNames.js';

/** The relative links of a document: a file from the repository's folder, and a heading of it. */
function linksOf(file: string): { readonly target: string; readonly heading: string | undefined }[] {
  return [...readText(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^https?:/.test(link))
    .map((link) => {
      const [name = '', heading] = link.split('#');
      const target = name === '' ? file : path.posix.join(path.posix.dirname(file), name);
      return { target, heading };
    });
}

/** The names that GitHub gives to the headings of a document. */
function headingsOf(file: string): string[] {
  const titles = [...readText(file).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  return titles.map((title) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(documents)('every relative link of %s leads to a file, and to a heading that is there', (file) => {
  const missing = linksOf(file).filter(
    ({ target, heading }) =>
      !existsSync(path.join(repository, target)) ||
      (heading !== undefined && !headingsOf(target).includes(heading)),
  );
  expect(missing).toEqual([]);
});

test('the README leads to every page of the guide', () => {
  const targets = linksOf('README.md').map(({ target }) => target);
  expect(guidePages).not.toHaveLength(0);
  expect(guidePages.filter((page) => !targets.includes(page))).toEqual([]);
});

test('the README fits on two screens', () => {
  expect(readText('README.md').split('\n').length).toBeLessThanOrEqual(130);
});

test('every option in the table of the guide is there', () => {
  const rows = readText('docs/guide/options.md').matchAll(/^\| (`[\w.]+`(?:, `[\w.]+`)*) \|/gm);
  const named = [...rows].flatMap(([, cell = '']) => cell.replaceAll('`', '').split(', '));
  // `Rpc.MaxOpenCalls` is a property of what `Rpc` holds.
  const declared = optionNames();
  expect(named).not.toHaveLength(0);
  expect(named.filter((name) => !name.split('.').every((part) => declared.includes(part)))).toEqual([]);
});

test('the documents name the version that the packages have', () => {
  const { version } = JSON.parse(readText('node-child/package.json')) as { version: string };
  const named = documents.flatMap((file) => [
    ...readText(file).matchAll(/nodepipe-([\d.]+)\.tgz|Include="NodePipe" Version="([^"]+)"/g),
  ]);
  expect(named).not.toHaveLength(0);
  expect(new Set(named.map(([, npm, nuget]) => npm ?? nuget))).toEqual(new Set([version]));
});
