import { readFileSync, utimesSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { FakeRepository, fakeNpm } from './fakeRepository.js';

const lock = '.cache/setup/lock';

/** An install that waits until the test lets it go on. */
const heldNpm = `
  note('began');
  const timer = setInterval(() => {
    if (!fs.existsSync(root + '/go')) return;
    clearInterval(timer);
    ${fakeNpm}
  }, 5);
`;

test('of set-ups at the same moment one does the work and the others wait for it', async () => {
  using repository = new FakeRepository();
  repository.writeProgram('npm/npm-cli.js', heldNpm);
  const first = repository.run(['start']);
  await vi.waitUntil(() => repository.exists(lock) && repository.exists('calls.txt'), { timeout: 10_000 });
  const others = [repository.run(['start']), repository.run(['start'])];
  await Promise.all(
    others.map(async ({ stderr }) => {
      for await (const chunk of stderr) if (String(chunk).includes('waiting for another one')) return;
    }),
  );
  repository.write('go', '');
  for (const result of await Promise.all([first, ...others])) expect(result.exitCode).toBe(0);
  expect(repository.takeCalls()).toEqual([
    'began',
    'npm ci',
    'child',
    'dotnet build NodePipe.Console.csproj',
  ]);
  expect(repository.exists(lock)).toBe(false);
});

test('a lock whose holder was killed is taken over', async () => {
  using repository = new FakeRepository();
  repository.write(lock, '1\n');
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(repository.at(lock), longAgo, longAgo);
  expect((await repository.run(['start'])).exitCode).toBe(0);
  expect(repository.exists(lock)).toBe(false);
});

test.each([
  { signal: 'SIGINT', code: 130 },
  { signal: 'SIGTERM', code: 143 },
] as const)(
  '$signal during set-up ends the step with what it started, and frees the lock',
  async ({ signal, code }) => {
    using repository = new FakeRepository();
    const grandchild = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'])`;
    repository.writeProgram(
      'npm/npm-cli.js',
      `note(${grandchild}.pid + ' ' + process.pid); setInterval(() => {}, 1e6);`,
    );
    const run = repository.run(['start']);
    await vi.waitUntil(() => repository.exists('calls.txt') && repository.read('calls.txt') !== '', {
      timeout: 10_000,
    });
    run.kill(signal);
    const result = await run;
    expect(result.exitCode).toBe(code);
    expect(result.stderr).toContain(`Set-up interrupted by ${signal}.`);
    expect(repository.exists(lock)).toBe(false);
    const pids = repository.takeCalls().join(' ').split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await vi.waitUntil(() => !pids.some(isRunning), { timeout: 10_000 });
  },
);

/** One that has ended and that nobody has waited for yet does not run. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
