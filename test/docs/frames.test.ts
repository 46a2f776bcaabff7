import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { repository } from '../support/consoleHost.js';

test('the example of frames prints what it should', async () => {
  const program = path.join(repository, 'examples/typescript/frames.ts');
  const { stdout } = await execa(process.execPath, ['--import', import.meta.resolve('tsx'), program], {
    cwd: repository,
    stdin: 'ignore',
    timeout: 20_000,
  });
  expect(stdout).toMatch(
    /^\{"jsonrpc":"2\.0","method":"hello"\}\nthe process \d+ has ended with exit code 0$/,
  );
});
