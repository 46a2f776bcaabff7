import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeRepository, fakeNpm } from './fakeRepository.js';

let built: FakeRepository;
beforeAll(async () => {
  built = await FakeRepository.built();
});
afterAll(() => built[Symbol.dispose]());

const everyStep = ['npm ci', 'child', 'dotnet build NodePipe.Console.csproj'];

test('a fresh clone is installed and built, a line a step on standard error, and the host runs', async () => {
  using repository = new FakeRepository();
  const result = await repository.run(['start', '--module', 'a b.mjs']);
  expect(repository.takeCalls()).toEqual(everyStep);
  expect(result.stderr.split('\n')).toEqual([
    expect.stringMatching(/^set-up: npm packages … \d+\.\d s$/),
    expect.stringMatching(/^set-up: the Node child and the C# host … \d+\.\d s$/),
  ]);
  expect(result.stdout).toBe('host --module a b.mjs');
  expect(result.exitCode).toBe(0);
});

test('nothing is rebuilt and nothing is said when nothing changed', async () => {
  using repository = new FakeRepository();
  await repository.run(['build']);
  expect(repository.takeCalls()).toEqual(['npm ci', 'child', 'dotnet build NodePipe.slnx', 'declarations']);
  for (const command of ['build', 'start']) {
    const result = await repository.run([command]);
    expect(result.stderr).toBe('');
    expect(result.exitCode).toBe(0);
  }
  expect(repository.takeCalls()).toEqual([]);
});

test.each([
  { change: 'the lock file', file: 'package-lock.json', calls: everyStep },
  { change: 'a source of the child', file: 'node-child/src/main.ts', calls: everyStep.slice(1) },
  {
    change: 'a source of the host',
    file: 'dotnet-host/src/NodePipe.Console/Program.cs',
    calls: everyStep.slice(1),
  },
  { change: 'a new source', file: 'dotnet-host/src/NodePipe/New.cs', calls: everyStep.slice(1) },
  { change: 'a document, of which nothing is made', file: 'docs/protocol.md', calls: [] },
])('$change: what depends on it is done again', async ({ file, calls }) => {
  using repository = new FakeRepository(built);
  repository.write(file, JSON.stringify({ packages: { 'node_modules/right': { version: '1.0.0' } } }));
  await repository.run(['start']);
  expect(repository.takeCalls()).toEqual(calls);
});

test('a deleted source counts as a change', async () => {
  using repository = new FakeRepository(built);
  repository.remove('dotnet-host/src/NodePipe.Console/Program.cs');
  await repository.run(['start']);
  expect(repository.takeCalls()).toEqual(everyStep.slice(1));
});

test('a bundle that somebody else has made since is made again, and built into the host', async () => {
  using repository = new FakeRepository(built);
  repository.write('node-child/dist/main.cjs', '// another');
  await repository.run(['start']);
  expect(repository.takeCalls()).toEqual(everyStep.slice(1));
});

test.each([
  {
    change: 'missing',
    prepare: (repository: FakeRepository) => repository.remove('node-child/dist/index.d.cts'),
  },
  {
    change: 'not those of the sources',
    prepare: (repository: FakeRepository) => repository.write('node-child/src/index.ts', '// new'),
  },
])(
  'types of the npm package that are $change are made by a build, and not by a start',
  async ({ prepare }) => {
    using repository = new FakeRepository(built);
    prepare(repository);
    await repository.run(['start']);
    expect(repository.takeCalls()).not.toContain('declarations');
    await repository.run(['build']);
    expect(repository.takeCalls()).toContain('declarations');
  },
);

test('the child alone is bundled for the build of the library, with the packages for that', async () => {
  using repository = new FakeRepository();
  await repository.run(['child']);
  expect(repository.takeCalls()).toEqual(everyStep.slice(0, 2));
});

test.each([
  { output: 'node_modules', calls: ['npm ci'] },
  { output: 'node-child/dist', calls: everyStep.slice(1) },
  { output: 'dotnet-host/artifacts', calls: everyStep.slice(1) },
])('a missing $output is made again', async ({ output, calls }) => {
  using repository = new FakeRepository(built);
  repository.remove(output);
  await repository.run(['start']);
  expect(repository.takeCalls()).toEqual(calls);
});

test('packages that somebody installed by hand are not installed again', async () => {
  using repository = new FakeRepository();
  repository.write('node_modules/.package-lock.json', repository.read('package-lock.json'));
  await repository.run(['start']);
  expect(repository.takeCalls()).not.toContain('npm ci');
});

test('a failing step shows what it said and is done again the next time', async () => {
  using repository = new FakeRepository();
  repository.writeProgram(
    'npm/npm-cli.js',
    `console.log('npm error 404'); console.error('not found'); process.exit(7);`,
  );
  const result = await repository.run(['start']);
  expect(result.stderr).toContain('set-up: npm packages … failed\nnpm error 404\nnot found\nSet-up failed: ');
  expect(result.stderr).toMatch(
    /npm-cli\.js ci .* ended with exit code 7; its output is above and in \.cache\/setup\/packages\.log\.$/,
  );
  expect(result.stderr).not.toContain('    at ');
  expect(result.stdout).toBe('');
  expect(result.exitCode).toBe(1);

  repository.writeProgram('npm/npm-cli.js', fakeNpm);
  expect((await repository.run(['start'])).exitCode).toBe(0);
});

test('steps have nothing to read', async () => {
  using repository = new FakeRepository();
  repository.writeProgram('npm/npm-cli.js', `note('read ' + fs.readFileSync(0).length); ${fakeNpm}`);
  const run = repository.run(['start']);
  await run;
  expect(repository.takeCalls()[0]).toBe('read 0');
});

test('an unknown command names the known ones', async () => {
  using repository = new FakeRepository();
  const result = await repository.run(['toString']);
  expect(result.stderr).toBe(
    "Unknown command 'toString': use one of start, test, build, child, pack, bench, benchPeers, bugs, soak, format.",
  );
  expect(result.exitCode).toBe(2);
});
