import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FakeRepository, fakeDotnet } from './fakeRepository.js';

let built: FakeRepository;
beforeAll(async () => {
  built = await FakeRepository.built();
});
afterAll(() => built[Symbol.dispose]());

const host = `args[0].endsWith('NodePipe.Console.dll')`;

test("npm start ends with the host's exit code", async () => {
  using repository = new FakeRepository(built);
  repository.writeProgram('path/dotnet', `if (${host}) process.exit(42); ${fakeDotnet}`);
  expect((await repository.run(['start'])).exitCode).toBe(42);
});

test('npm start ends with 128 + n when signal n ended the host', async () => {
  using repository = new FakeRepository(built);
  repository.writeProgram('path/dotnet', `if (${host}) process.kill(process.pid, 'SIGKILL'); ${fakeDotnet}`);
  expect((await repository.run(['start'])).exitCode).toBe(137);
});

test.each(['SIGTERM', 'SIGHUP'] as const)('%s is passed on to the host, which decides', async (signal) => {
  using repository = new FakeRepository(built);
  repository.writeProgram(
    'path/dotnet',
    `if (${host}) {
       process.on('${signal}', () => { console.log('asked to end'); process.exit(5); });
       note('ready');
       setInterval(() => {}, 1e6);
     } else { ${fakeDotnet} }`,
  );
  const run = repository.run(['start']);
  await vi.waitUntil(() => repository.exists('calls.txt') && repository.read('calls.txt').includes('ready'), {
    timeout: 10_000,
  });
  run.kill(signal);
  const result = await run;
  expect(result.stdout).toBe('asked to end');
  expect(result.exitCode).toBe(5);
});

test('SIGINT, which a terminal gives to the host as well, does not end npm start before the host', async () => {
  using repository = new FakeRepository(built);
  repository.writeProgram(
    'path/dotnet',
    `if (${host}) {
       note('ready');
       const timer = setInterval(() => { if (fs.existsSync(root + '/go')) process.exit(3); }, 5);
     } else { ${fakeDotnet} }`,
  );
  const run = repository.run(['start']);
  await vi.waitUntil(() => repository.exists('calls.txt') && repository.read('calls.txt').includes('ready'), {
    timeout: 10_000,
  });
  run.kill('SIGINT');
  run.kill('SIGINT');
  repository.write('go', '');
  expect((await run).exitCode).toBe(3);
});
