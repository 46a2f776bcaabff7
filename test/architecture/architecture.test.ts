import { describe, expect, test } from 'vitest';
import { codeOf, walkDotnetReferences } from './dotnetReferences.js';
import { walkNodeImports } from './nodeImports.js';
import { filesThatName, forbiddenArrows } from './rooms.js';
import { countLines, readSources } from './sourceFiles.js';

const LONGEST_FILE = 300;

/** The C# files that may name the whole connection: what users see, its parts, and who makes one. */
const nameConnection = [
  'NodeProcess.cs',
  'Rpc/RpcConnection.Calls.cs',
  'Rpc/RpcConnection.Handlers.cs',
  'Rpc/RpcConnection.cs',
];

/** Those that may name the object that holds its parts. */
const nameWiring = [
  'Rpc/RpcConnection.Calls.cs',
  'Rpc/RpcConnection.Handlers.cs',
  'Rpc/RpcConnection.cs',
  'Rpc/Wiring.cs',
];
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

  test.each([
    ['RpcConnection', nameConnection],
    ['Wiring', nameWiring],
  ])('names the whole %s in few files alone', (name, allowed) => {
    expect(filesThatName(name, codeOf(files))).toEqual(allowed);
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
