import { rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { expect, inject, test } from 'vitest';
import { dotnetEnvironment } from '../../scripts/setup/dotnetSdk.mjs';
import { repository } from '../support/consoleHost.js';
import { packedFile, unzip } from './support/packed.js';

test.each([
  { where: 'published', remotes: ['https://github.com/nodepipe/nodepipe.git'] },
  { where: 'without a remote', remotes: [] },
  { where: 'without git', remotes: [], isClone: false },
])('a checkout $where packs without a warning', async ({ where, remotes, isClone = true }) => {
  const clone = path.join(inject('packagesRoot'), `clone ${where}`);
  const git = (...args: string[]) => execa('git', ['-C', clone, ...args]);
  await execa('git', ['clone', '--quiet', '--no-tags', repository, clone]);
  await git('remote', 'remove', 'origin');
  for (const remote of remotes) {
    await git('remote', 'add', 'origin', remote);
  }
  const commit = (await git('rev-parse', 'HEAD')).stdout;
  if (!isClone) {
    rmSync(path.join(clone, '.git'), { recursive: true });
  }
  symlinkSync(path.join(repository, 'node_modules'), path.join(clone, 'node_modules'));
  await execa(process.execPath, ['node-child/build.mjs'], { cwd: clone });

  const output = path.join(clone, 'artifacts/packages');
  const options = ['-c', 'Release', '--output', output, '--nologo', '--disable-build-servers'];
  const { stdout } = await execa(
    'dotnet',
    [
      'pack',
      'dotnet-host/src/NodePipe',
      ...options,
      '-p:ContinuousIntegrationBuild=true',
      '-p:RunAnalyzers=false',
    ],
    { cwd: clone, env: dotnetEnvironment, stdin: 'ignore' },
  );
  expect(stdout).not.toContain('warning');
  const symbols = unzip(packedFile('.snupkg', output)).get('lib/net10.0/NodePipe.pdb');
  const source = `https://raw.githubusercontent.com/nodepipe/nodepipe/${commit}/*`;
  expect(symbols?.includes(source)).toBe(remotes.length > 0);
});
