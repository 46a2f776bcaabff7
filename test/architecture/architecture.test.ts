import { describe, expect, test } from 'vitest';
import { walkDotnetReferences } from './dotnetReferences.js';
import { walkNodeImports } from './nodeImports.js';
import { forbiddenArrows } from './rooms.js';
import { countLines, readSources } from './sourceFiles.js';

const LONGEST_FILE = 300;
const sourceEndings = ['.ts', '.mts', '.js', '.mjs', '.cjs', '.cs', '.c'];

describe('the Node side', () => {
  const files = readSources('node-child/src', ['.ts']);
  const { arrows, faults } = walkNodeImports(files);

  test('is there, with imports between its rooms', () => {
    expect(files).not.toHaveLength(0);
    expect(arrows.filter(({ from, to }) => from !== to)).not.toHaveLength(0);
  });

  test('has no arrow that points up', () => {
    expect([...forbiddenArrows(arrows), ...faults]).toEqual([]);
  });
});

describe('the C# side', () => {
  const files = readSources('dotnet-host/src/NodePipe', ['.cs']);
  const { arrows, faults } = walkDotnetReferences(files);

  test('is there, with references between its rooms', () => {
    expect(files).not.toHaveLength(0);
    expect(arrows.filter(({ from, to }) => from !== to)).not.toHaveLength(0);
  });

  test('has no arrow that points up', () => {
    expect([...forbiddenArrows(arrows), ...faults]).toEqual([]);
  });
});

test.each(['node-child', 'dotnet-host', 'test', 'scripts', 'bench', 'examples'])(
  `no source file in %s is longer than ${LONGEST_FILE} lines`,
  (folder) => {
    const tooLong = readSources(folder, sourceEndings)
      .map(({ path, text }) => ({ path: `${folder}/${path}`, lines: countLines(text) }))
      .filter(({ lines }) => lines > LONGEST_FILE);
    expect(tooLong).toEqual([]);
  },
);
