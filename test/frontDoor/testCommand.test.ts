import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countCtrf, countSuite, countVitest, verdictLines } from '../../scripts/testing/counts.mjs';
import { FakeRepository, fakeDotnet } from './fakeRepository.js';

let built: FakeRepository;
beforeAll(async () => {
  built = await FakeRepository.built();
});
afterAll(() => built[Symbol.dispose]());

const vitestReport = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, testResults: [] };
const ctrfReport = { results: { summary: { passed: 3, failed: 0, skipped: 1, pending: 0, other: 0 } } };

/** The vitest suite as it runs unless the packages are asked for. */
const vitestAlone = ['vitest run', 'without packages'];

interface Outcome {
  readonly types?: number;
  readonly lint?: number;
  readonly format?: number;
  readonly dotnet?: number;
  readonly vitest?: number;
  readonly ctrf?: unknown;
  readonly report?: unknown;
}

/** A repository whose checkers and runners end with the given codes and leave the given reports. */
function repositoryWith(outcome: Outcome): FakeRepository {
  const repository = new FakeRepository(built);
  const { types = 0, lint = 0, format = 0, dotnet = 0, vitest = 0 } = outcome;
  const { ctrf = ctrfReport, report = vitestReport } = outcome;
  const write = (file: string, content: unknown) =>
    content === null ? '' : `fs.writeFileSync(${file}, ${JSON.stringify(JSON.stringify(content))});`;
  repository.writeProgram('node_modules/typescript/bin/tsc', `note('types'); process.exit(${types});`);
  repository.writeProgram('node_modules/@biomejs/biome/bin/biome', `note('lint'); process.exit(${lint});`);
  repository.writeProgram(
    'node_modules/vitest/vitest.mjs',
    `note('vitest ' + args.filter((arg) => !arg.startsWith('--')).join(' '));
     if (args.includes('--project=!packages')) note('without packages');
     const option = '--outputFile.json=';
     ${write('args.find((arg) => arg.startsWith(option)).slice(option.length)', report)}
     process.exit(${vitest});`,
  );
  repository.writeProgram(
    'path/dotnet',
    `if (args[0] === 'format') { note('format'); process.exit(${format}); }
     if (args[0] === 'test') {
       note('dotnet test');
       ${write("args[args.indexOf('--results-directory') + 1] + '/a.ctrf'", ctrf)}
       process.exit(${dotnet});
     }
     ${fakeDotnet}`,
  );
  return repository;
}

describe('npm test', () => {
  test('runs every part and ends with a line that counts both suites, after what was skipped', async () => {
    using repository = repositoryWith({});
    const result = await repository.run(['test']);
    expect(repository.takeCalls()).toEqual(['types', 'lint', 'format', 'dotnet test', ...vitestAlone]);
    expect(result.stdout.split('\n').slice(-2)).toEqual(['2 skipped', '8 passed, 0 failed']);
    expect(result.exitCode).toBe(0);
  });

  test.each<{ what: string; outcome: Outcome; last: string[] }>([
    { what: 'a type error', outcome: { types: 2 }, last: ['2 skipped', '8 passed, 1 failed'] },
    { what: 'a lint error', outcome: { lint: 1 }, last: ['2 skipped', '8 passed, 1 failed'] },
    { what: 'a C# format error', outcome: { format: 2 }, last: ['2 skipped', '8 passed, 1 failed'] },
    {
      what: 'a C# suite that crashed',
      outcome: { dotnet: 134, ctrf: null },
      last: ['1 skipped', '5 passed, 1 failed'],
    },
    {
      what: 'a vitest suite that crashed',
      outcome: { vitest: 1, report: null },
      last: ['1 skipped', '3 passed, 1 failed'],
    },
    {
      what: 'failed tests in both',
      outcome: {
        dotnet: 2,
        ctrf: { results: { summary: { passed: 1, failed: 2 } } },
        vitest: 1,
        report: { ...vitestReport, numFailedTests: 3 },
      },
      last: ['1 skipped', '6 passed, 5 failed'],
    },
    {
      what: 'a C# suite that ran nothing and was content',
      outcome: { ctrf: { results: { summary: { passed: 0 } } } },
      last: ['1 skipped', '5 passed, 1 failed'],
    },
  ])('$what fails the run, and every other part still runs', async ({ outcome, last }) => {
    using repository = repositoryWith(outcome);
    const result = await repository.run(['test']);
    expect(repository.takeCalls()).toEqual(['types', 'lint', 'format', 'dotnet test', ...vitestAlone]);
    expect(result.stdout.split('\n').slice(-2)).toEqual(last);
    expect(result.exitCode).toBe(1);
  });

  test('a report of an earlier run is not counted again', async () => {
    using repository = repositoryWith({});
    await repository.run(['test']);
    repository.writeProgram('node_modules/vitest/vitest.mjs', 'process.exit(1);');
    const result = await repository.run(['test']);
    expect(result.stdout.split('\n').slice(-2)).toEqual(['1 skipped', '3 passed, 1 failed']);
  });

  test('one part can be run alone, with the filters of its runner', async () => {
    using repository = repositoryWith({});
    const result = await repository.run(['test', '--only', 'vitest', 'test/child']);
    expect(repository.takeCalls()).toEqual(['vitest run test/child']);
    expect(result.stdout.split('\n').slice(-2)).toEqual(['1 skipped', '5 passed, 0 failed']);
  });

  test('with the runtimes they are installed first, and everything runs', async () => {
    using repository = repositoryWith({});
    const result = await repository.run(['test', '--runtimes']);
    expect(repository.takeCalls()).toEqual([
      'npm ci test/runtimes/node',
      ...['types', 'lint', 'format', 'dotnet test', ...vitestAlone],
    ]);
    expect(result.stdout.split('\n').at(-1)).toBe('8 passed, 0 failed');
  });

  test('without a word of the packages their tests are left out, and the summary says so', async () => {
    using repository = repositoryWith({});
    const result = await repository.run(['test']);
    expect(result.stdout).toContain('without the packages, which --packages adds');
  });

  test.each([
    { args: ['--packages'], installed: [] },
    { args: ['--runtimes', '--packages'], installed: ['npm ci test/runtimes/node'] },
  ])('$args runs the tests of the packages, too', async ({ args, installed }) => {
    using repository = repositoryWith({});
    const result = await repository.run(['test', ...args]);
    const parts = ['types', 'lint', 'format', 'dotnet test', 'vitest run'];
    expect(repository.takeCalls()).toEqual([...installed, ...parts]);
    expect(result.stdout).not.toContain('without the packages');
  });

  test('what runs over the runtimes can be run alone, and is counted in the same way', async () => {
    using repository = repositoryWith({});
    const result = await repository.run(['test', '--only', 'runtimes']);
    expect(repository.takeCalls()).toEqual([
      'npm ci test/runtimes/node',
      'dotnet test',
      'vitest run test/runtimes',
    ]);
    expect(result.stdout.split('\n').at(-1)).toBe('8 passed, 0 failed');
  });

  test('what makes projects of the packed files can be run alone', async () => {
    using repository = repositoryWith({});
    await repository.run(['test', '--only', 'packages']);
    expect(repository.takeCalls()).toEqual(['vitest run test/packages']);
  });

  test('arguments that cannot be understood show the usage before anything is done', async () => {
    using repository = repositoryWith({});
    const result = await repository.run(['test', '--only', 'everything']);
    expect(result.stderr).toContain('npm test -- --only <part>');
    expect(result.exitCode).toBe(2);
    expect(repository.takeCalls()).toEqual([]);
  });
});

describe('counting', () => {
  test('a vitest file that does not load is a failure, one with failed tests is not counted twice', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    const report = { numPassedTests: 2, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1, testResults };
    expect(countVitest(report)).toEqual({ passed: 2, failed: 2, skipped: 2 });
  });

  test('the reports of several test programs are added up', () => {
    const counts = countSuite('C#', 0, [countCtrf(ctrfReport), countCtrf(ctrfReport)]);
    expect(counts).toMatchObject({ passed: 6, failed: 0, skipped: 2 });
  });

  test('a suite that passed every test and still ended with an error has failed', () => {
    expect(countSuite('vitest', 1, [{ passed: 4, failed: 0, skipped: 0 }])).toMatchObject({
      passed: 4,
      failed: 1,
    });
  });

  test('the last line is what passed and failed alone; what was skipped stands before it, if anything was', () => {
    expect(verdictLines([{ passed: 4, failed: 0, skipped: 0 }])).toEqual(['4 passed, 0 failed']);
    expect(verdictLines([{ passed: 4, failed: 1, skipped: 2 }])).toEqual(['2 skipped', '4 passed, 1 failed']);
  });
});
