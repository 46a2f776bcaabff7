import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeRepository, fakeDotnet, fakeNpm } from './fakeRepository.js';

let built: FakeRepository;
beforeAll(async () => {
  built = await FakeRepository.built();
});
afterAll(() => built[Symbol.dispose]());

/** A repository in which `dotnet pack` and `npm pack` only note where they would put their package. */
function packingRepository(): FakeRepository {
  const repository = new FakeRepository(built);
  repository.writeProgram(
    'path/dotnet',
    `if (args[0] === 'pack') note('dotnet pack ' + args[args.indexOf('--output') + 1]); else { ${fakeDotnet} }`,
  );
  repository.writeProgram(
    'npm/npm-cli.js',
    `if (args[0] === 'pack') note('npm pack ' + args[args.indexOf('--pack-destination') + 1]); else { ${fakeNpm} }`,
  );
  return repository;
}

describe('npm run pack', () => {
  test('packs for NuGet and for npm into one folder, and says which', async () => {
    using repository = packingRepository();
    const result = await repository.run(['pack']);
    const output = repository.at('artifacts/packages');
    expect(repository.takeCalls()).toEqual(['child', `dotnet pack ${output}`, `npm pack ${output}`]);
    expect(result.stdout).toBe(output);
    expect(result.exitCode).toBe(0);
  });

  test('packs into the folder that --output names, which it makes', async () => {
    using repository = packingRepository();
    const output = repository.at('another folder');
    await repository.run(['pack', '--output', output]);
    expect(repository.takeCalls()).toEqual(['child', `dotnet pack ${output}`, `npm pack ${output}`]);
    expect(existsSync(output)).toBe(true);
  });

  test('--help shows the usage and does nothing', async () => {
    using repository = packingRepository();
    const result = await repository.run(['pack', '--help']);
    expect(result.stdout).toContain('npm run pack -- --output <folder>');
    expect(result.exitCode).toBe(0);
    expect(repository.takeCalls()).toEqual([]);
  });

  test.each([[['--out', 'x']], [['folder']], [['--output']]])(
    '%j is refused with the usage',
    async (args) => {
      using repository = packingRepository();
      const result = await repository.run(['pack', ...args]);
      expect(result.stderr).toContain('npm run pack -- --output <folder>');
      expect(result.exitCode).toBe(2);
      expect(repository.takeCalls()).toEqual([]);
    },
  );

  test('a package that cannot be made ends it with what was said', async () => {
    using repository = packingRepository();
    repository.writeProgram(
      'path/dotnet',
      `if (args[0] === 'pack') { console.log('error NU5019: no such file'); process.exit(1); } else { ${fakeDotnet} }`,
    );
    const result = await repository.run(['pack']);
    expect(result.stderr).toContain('error NU5019: no such file');
    expect(result.exitCode).toBe(1);
    expect(repository.takeCalls()).toEqual(['child']);
  });
});
