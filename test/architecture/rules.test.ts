import { describe, expect, test } from 'vitest';
import { walkDotnetReferences } from './dotnetReferences.js';
import { walkNodeImports } from './nodeImports.js';
import { forbiddenArrows } from './rooms.js';
import { countLines, type SourceFile, withoutComments } from './sourceFiles.js';

/** Everything that is wrong with one file among others. */
function judge(
  walk: typeof walkNodeImports | typeof walkDotnetReferences,
  ...files: readonly [path: string, text: string][]
): string[] {
  const { arrows, faults } = walk(files.map(([path, text]): SourceFile => ({ path, text })));
  return [...forbiddenArrows(arrows), ...faults];
}

describe('the rules of the Node side', () => {
  test.each([
    ['hosting/a.ts', "import { b } from '../rpc/b.js';"],
    ['hosting/a.ts', "const { b } = await import('../transport/fsTransport.js');"],
    ['rpc/a.ts', "import type { Transport } from '../transport/transport.js';"],
    ['rpc/a.ts', "import { b } from './b.js';"],
    ['rpc/a.ts', "import { b } from './calls/b.js';"],
    ['rpc/calls/a.ts', "import { b } from '../messages/b.js';"],
    ['rpc/streams/a.ts', "import { b } from '../../framing/b.js';"],
    ['hosting/a.ts', "import { b } from '../rpc/values/b.js';"],
    ['hosting/connect.ts', "import { Connection } from '../rpc/connection.js';"],
    ['rpc/values/a.ts', "import { b } from '../../framing/b.js';"],
    ['hosting/deep/a.ts', "import { b } from '../../rpc/streams/b.js';"],
    ['main.ts', "export * from './hosting/b.js';"],
    ['errors/a.ts', "// import { b } from '../rpc/b.js';"],
    ['errors/a.ts', "import { b } from 'node:fs';"],
  ])('allow in %s: %s', (path, text) => {
    expect(judge(walkNodeImports, [path, text])).toEqual([]);
  });

  test.each([
    ['rpc/a.ts', "import { b } from '../hosting/b.js';"],
    ['rpc/calls/a.ts', "import { b } from '../b.js';"],
    ['rpc/messages/a.ts', "import type { B } from '../values/b.js';"],
    ['rpc/values/a.ts', "import type { B } from '../streams/b.js';"],
    ['rpc/streams/a.ts', "import { b } from '../calls/b.js';"],
    ['rpc/values/a.ts', "import { FsTransport } from '../../transport/fsTransport.js';"],
    ['framing/a.ts', "import type { B } from '../rpc/messages/b.js';"],
    ['hosting/a.ts', "import type { Connection } from '../rpc/connection.js';"],
    ['framing/a.ts', "import type { B } from '../rpc/b.js';"],
    ['transport/a.ts', "import {\n  b,\n} from '../framing/b.js';"],
    ['errors/a.ts', "export { b } from '../transport/b.js';"],
    ['hosting/a.ts', "import '../index.js';"],
    ['framing/a.ts', "const b = import('../hosting/b.js');"],
    ['rpc/values/a.ts', "import { b } from '../calls/b.js';"],
    ['rpc/messages/a.ts', "import { b } from '../../rpc/b.js';"],
    ['framing/a.ts', "import { b } from '../rpc/messages/b.js';"],
    ['rpc/calls/a.ts', "import { FsTransport } from '../../transport/fsTransport.js';"],
    ['rpc/a.ts', "import { FsTransport } from '../transport/fsTransport.js';"],
    ['rpc/a.ts', "import { b } from '../elsewhere/b.js';"],
    ['elsewhere/a.ts', ''],
    ['main.ts', "import { b } from '../../test/b.js';"],
    ['main.ts', "import { execa } from 'execa';"],
  ])('forbid in %s: %s', (path, text) => {
    expect(judge(walkNodeImports, [path, text])).toHaveLength(1);
  });
});

describe('the rules of the C# side', () => {
  const api: [string, string] = ['LineChannel.cs', 'namespace NodePipe;\npublic sealed class LineChannel;'];
  const connection: [string, string] = ['Rpc/Connection.cs', 'namespace NodePipe.Rpc;\nclass Connection;\n'];
  const stream: [string, string] = ['Rpc/Streams/B.cs', 'namespace NodePipe.Rpc.Streams;\nclass B;\n'];
  const options: [string, string] = ['Rpc/RpcOptions.cs', 'namespace NodePipe.Rpc;\nclass RpcOptions;\n'];
  const launched: [string, string] = ['Processes/Piped.cs', 'namespace NodePipe;\npublic class Piped;\n'];
  const space = (room: string) => `namespace NodePipe.${room};\n`;

  test.each([
    ['Hosting/A.cs', `using NodePipe.Processes;\n${space('Hosting')}`],
    ['Processes/Posix/A.cs', `using NodePipe.Errors;\n${space('Processes.Posix')}`],
    ['Rpc/A.cs', `${space('Rpc')}/// <see cref="NodePipe.Hosting.B"/>`],
    ['Framing/A.cs', `${space('Framing')}var text = "LineChannel";`],
    ['GlobalUsings.cs', 'global using System;'],
    ['Hosting/A.cs', `${space('Hosting')}Piped? piped = null;`],
    ['Framing/A.cs', 'namespace NodePipe;\npublic class A;'],
    ['Rpc/A.cs', `using NodePipe.Rpc.Values;\n${space('Rpc')}`],
    ['Rpc/Calls/A.cs', `using NodePipe.Rpc.Streams;\n${space('Rpc.Calls')}`],
    [
      'Rpc/Values/A.cs',
      `${space('Rpc.Values')}RpcOptions? options = null; var a = b.Streams.B + Streams.Length;`,
    ],
  ])('allow in %s: %s', (path, text) => {
    expect(judge(walkDotnetReferences, api, connection, stream, options, launched, [path, text])).toEqual([]);
  });

  test.each([
    ['Rpc/A.cs', `using NodePipe.Processes;\n${space('Rpc')}`],
    ['Processes/Posix/A.cs', `using static NodePipe.Hosting.B;\n${space('Processes.Posix')}`],
    ['Framing/A.cs', `${space('Framing')}var a = NodePipe.Rpc.B.C;`],
    ['Framing/A.cs', `${space('Framing')}var a = new Rpc.B();`],
    ['Framing/A.cs', `${space('Framing')}LineChannel? channel = null;`],
    ['Rpc/Values/A.cs', `using NodePipe.Rpc.Calls;\n${space('Rpc.Values')}`],
    ['Rpc/Messages/A.cs', `${space('Rpc.Messages')}var a = new Rpc.Streams.B();`],
    ['Rpc/Messages/A.cs', `${space('Rpc.Messages')}Streams.B? b = null;`],
    ['Rpc/Streams/A.cs', `${space('Rpc.Streams')}Connection? connection = null;`],
    ['Framing/A.cs', `using NodePipe.Rpc.Messages;\n${space('Framing')}`],
    ['Rpc/A.cs', space('Framing')],
    ['Rpc/A.cs', `${space('Rpc')}Piped? piped = null;`],
    ['Framing/A.cs', `${space('Framing')}public class A;`],
    ['Framing/A.cs', 'namespace NodePipe;\ninternal class A;'],
    ['Rpc/A.cs', 'namespace NodePipe.Rpc { class A; }'],
    ['Rpc/A.cs', 'class A;'],
    ['Elsewhere/A.cs', space('Elsewhere')],
  ])('forbid in %s: %s', (path, text) => {
    expect(
      judge(walkDotnetReferences, api, connection, stream, options, launched, [path, text]),
    ).toHaveLength(1);
  });
});

test('comments are left out, and strings that look like comments are not', () => {
  expect(withoutComments('a /* b\nc */ d // e\nf(\'// g\', "/* h */")')).toBe(
    'a  d \nf(\'// g\', "/* h */")',
  );
});

test('the end of the last line begins no other line', () => {
  expect(['', 'a', 'a\n', 'a\nb', 'a\n\n'].map(countLines)).toEqual([1, 1, 1, 2, 2]);
});
