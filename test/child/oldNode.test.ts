import { execa } from 'execa';
import { expect, test } from 'vitest';
import { childProgram, fixture } from '../support/child.js';

const run = (...args: readonly string[]) =>
  execa(process.execPath, ['--require', fixture('oldNode.cjs'), ...args], { reject: false, timeout: 10_000 });
const says = 'Node 20 or later is needed; this is Node 18.20.4.';

test('the child program refuses a Node before 20 in one sentence, before anything else', async () => {
  const { exitCode, stdout, stderr } = await run(childProgram, 'x', 'y');
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 2, stdout: '', stderr: `nodepipe: ${says}` });
});

test('so does the package, by an error', async () => {
  const { stdout } = await run('--eval', `import('nodepipe').catch((error) => console.log(error.message))`);
  expect(stdout).toBe(says);
});
