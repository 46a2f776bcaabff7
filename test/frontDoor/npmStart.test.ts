import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';

const cwd = fileURLToPath(new URL('../..', import.meta.url));

beforeAll(async () => {
  await execa('npm', ['run', 'build'], { cwd, stdin: 'ignore' });
}, 300_000);

test('npm start with piped input prints the replies only, and says nothing of a set-up that has nothing to do', async () => {
  const { stdout, stderr, exitCode } = await execa('npm', ['start', '--silent'], {
    cwd,
    input: 'hello\nexit\n',
    timeout: 10_000,
  });
  expect(stdout).toBe('echo: hello');
  expect(stderr).not.toContain('set-up');
  expect(exitCode).toBe(0);
});

test('npm start gives its arguments to the host', async () => {
  const { stdout } = await execa('npm', ['start', '--silent', '--', '--help'], {
    cwd,
    stdin: 'ignore',
    timeout: 10_000,
  });
  expect(stdout).toMatch(/usage/i);
});
