import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../support/consoleHost.js';
import { documents, readText } from './support/codeBlocks.js';

test.each(documents)('every relative link of %s leads to a file', (file) => {
  const targets = [...readText(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const missing = targets
    .filter((target) => !/^(?:https?:|#)/.test(target))
    .map((target) => target.replace(/#.*$/, ''))
    .filter((target) => !existsSync(path.join(repository, path.dirname(file), target)));
  expect(missing).toEqual([]);
});

test('every option in the table of the README is there', () => {
  const own = [
    'NodeProcessOptions',
    'Hosting/NodeChildOptions',
    'Processes/ProcessOptions',
    'Errors/NodePipeOptionsExtensions',
  ];
  const held = ['Rpc/RpcSettings', 'Rpc/RpcSettingsExtensions'].flatMap(propertiesOf);
  const declared = [...own.flatMap(propertiesOf), ...held.map((name) => `Rpc.${name}`)];
  const section = /^## Options$(.*?)^## /ms.exec(readText('README.md'))?.[1] ?? '';
  const named = [...section.matchAll(/^\| (`[\w.]+`(?:, `[\w.]+`)*) \|/gm)].flatMap(([, cell = '']) =>
    cell.replaceAll('`', '').split(', '),
  );
  expect(named).not.toHaveLength(0);
  expect(named.filter((name) => !declared.includes(name))).toEqual([]);
});

/** The public properties of a class of the library, those that extend another one too. */
function propertiesOf(file: string): string[] {
  const text = readText(`dotnet-host/src/NodePipe/${file}.cs`);
  return [...text.matchAll(/public [^;{(=]+ (\w+)\s+\{\s+get\b/g)].map(([, name = '']) => name);
}
