import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { guideItems } from './support/guide.js';
import { packedFile } from './support/packed.js';
import { makeProject, publish } from './support/project.js';

test('a module that uses the npm package calls the host that has the NuGet package', async () => {
  const items = guideItems('`node_modules` beside the program');
  const project = makeProject('both', { program: 'both', items });
  writeFileSync(path.join(project, 'package.json'), '{"private":true}\n');
  const options = ['--omit=dev', '--offline', '--no-audit', '--no-fund'];
  await execa('npm', ['install', ...options, packedFile('.tgz')], { cwd: project });
  const output = await publish(project);
  const { stdout, stderr } = await execa(path.join(output, 'App'), {
    cwd: tmpdir(),
    stdin: 'ignore',
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  expect(stdout.split('\n')).toEqual(['Contoso, 2026', expect.stringContaining('nothing of this name')]);
  expect(stderr).toBe('');
});
