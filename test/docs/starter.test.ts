import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { repository } from '../support/consoleHost.js';

test('the example of a program that Node starts prints what it should', async () => {
  const program = path.join(repository, 'dotnet-host/artifacts/bin/TypeScript/release/starter.mjs');
  const { stdout } = await execa(process.execPath, [program], { stdin: 'ignore', timeout: 20_000 });
  expect(stdout.split('\n')).toEqual(['Contoso: 42', '0']);
});
