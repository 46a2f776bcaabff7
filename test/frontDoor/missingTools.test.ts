import { describe, expect, test } from 'vitest';
import { FakeRepository } from './fakeRepository.js';

const sdk = 'https://dotnet.microsoft.com/download/dotnet/10.0';

describe('what is missing is said in one line that tells where to get it', () => {
  test('a Node that is too old', async () => {
    using repository = new FakeRepository();
    repository.write(
      'oldNode.cjs',
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.19.0' } });`,
    );
    const result = await repository.run(['start'], ['--require', repository.at('oldNode.cjs')]);
    expect(result.stderr).toBe(
      `NodePipe needs Node 20 or later, and this is Node 18.19.0 (${process.execPath}). Get it from https://nodejs.org`,
    );
    expect(result.exitCode).toBe(1);
    expect(repository.takeCalls()).toEqual([]);
  });

  test.each(['start', 'test', 'build'])('no dotnet, before `%s` installs anything', async (command) => {
    using repository = new FakeRepository();
    repository.remove('path/dotnet');
    const result = await repository.run([command]);
    expect(result.stderr).toBe(
      `NodePipe needs the .NET 10 SDK (10.0.100 or later), and there is no 'dotnet' on the PATH. Get it from ${sdk}`,
    );
    expect(result.exitCode).toBe(1);
    expect(repository.takeCalls()).toEqual([]);
  });

  test.each(['8.0.404', '9.0.300', '10.0.99'])('a dotnet that is %s', async (version) => {
    using repository = new FakeRepository();
    repository.writeProgram('path/dotnet', `console.log(${JSON.stringify(version)});`);
    const result = await repository.run(['start']);
    expect(result.stderr).toBe(
      `NodePipe needs the .NET 10 SDK (10.0.100 or later), and 'dotnet' offers ${version}. Get it from ${sdk}`,
    );
    expect(result.exitCode).toBe(1);
  });

  test('a dotnet none of whose SDKs fits global.json', async () => {
    using repository = new FakeRepository();
    repository.writeProgram(
      'path/dotnet',
      `if (args[0] === '--list-sdks') console.log('6.0.428 [/sdk]\\n8.0.404 [/sdk]');
       else { console.error('A compatible .NET SDK was not found.'); process.exit(145); }`,
    );
    const result = await repository.run(['start']);
    expect(result.stderr).toBe(
      `NodePipe needs the .NET 10 SDK (10.0.100 or later), and 'dotnet' offers 6.0.428, 8.0.404. Get it from ${sdk}`,
    );
  });

  test('a dotnet with a runtime and no SDK', async () => {
    using repository = new FakeRepository();
    repository.writeProgram('path/dotnet', `process.exit(args[0] === '--list-sdks' ? 0 : 145);`);
    const result = await repository.run(['start']);
    expect(result.stderr).toBe(
      `NodePipe needs the .NET 10 SDK (10.0.100 or later), and 'dotnet' has a runtime only. Get it from ${sdk}`,
    );
  });

  test.each(['start', 'test'])('no dotnet, after the build, for `%s`', async (command) => {
    using repository = await FakeRepository.built();
    repository.remove('path/dotnet');
    const result = await repository.run([command]);
    expect(result.stderr).toBe(
      `NodePipe needs the .NET 10 SDK (10.0.100 or later), and there is no 'dotnet' on the PATH. Get it from ${sdk}`,
    );
    expect(result.stdout).toBe('');
    expect(result.exitCode).toBe(1);
  });

  test.each(['start', 'test'])('a dotnet that is too old, after the build, for `%s`', async (command) => {
    using repository = await FakeRepository.built();
    repository.writeProgram(
      'path/dotnet',
      `if (args[0] === '--version') console.log('8.0.404');
       else if (args[0] === '--list-runtimes') console.log('Microsoft.NETCore.App 8.0.11 [/shared]');
       else { console.error('You must install or update .NET\\nto run this application.'); process.exit(150); }`,
    );
    const result = await repository.run([command]);
    expect(result.stderr).toBe(
      `NodePipe needs the .NET 10 SDK (10.0.100 or later), and 'dotnet' offers 8.0.404. Get it from ${sdk}`,
    );
    expect(result.stdout).toBe('');
    expect(result.exitCode).toBe(1);
  });

  test('no npm, neither beside Node nor on the PATH', async () => {
    using repository = new FakeRepository();
    repository.write(
      'lonelyNode.cjs',
      `Object.defineProperty(process, 'execPath', { value: '/nowhere/bin/node' }); delete process.env.npm_execpath;`,
    );
    const result = await repository.run(['start'], ['--require', repository.at('lonelyNode.cjs')]);
    expect(result.stderr).toBe(
      'set-up: npm packages … failed\n' +
        'NodePipe needs npm for its packages, and there is none beside /nowhere/bin/node or on the PATH. It comes with Node from https://nodejs.org',
    );
    expect(result.exitCode).toBe(1);
  });

  test('a dotnet whose SDK is new enough, and whose only runtime is another one', async () => {
    using repository = await FakeRepository.built();
    repository.writeProgram(
      'path/dotnet',
      `console.log(args[0] === '--version' ? '11.0.100' : 'Microsoft.NETCore.App 11.0.0 [/shared]');`,
    );
    const result = await repository.run(['start']);
    expect(result.stderr).toBe(
      `NodePipe needs the .NET 10 runtime, and 'dotnet' offers 11.0.0. Get it from ${sdk}`,
    );
    expect(result.exitCode).toBe(1);
  });
});
