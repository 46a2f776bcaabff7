import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { dotnetEnvironment } from '../../scripts/setup/dotnetSdk.mjs';
import { repository } from '../support/consoleHost.js';
import { codeBlocksOf, readText } from './support/codeBlocks.js';

const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe own project '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readme = readText('README.md');
const section = /^## In your own project$(.*?)^## /ms.exec(readme)?.[1] ?? '';

/** What `dotnet new console` makes, with the README's lines in it. */
function projectFile(): string {
  const items = codeBlocksOf('README.md', section).find(({ language }) => language === 'xml')?.text ?? '';
  expect(items).toContain('path/to/nodepipe/');
  return `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
  </PropertyGroup>
${items.replace('path/to/nodepipe/', repository)}
</Project>`;
}

/** A program that needs every namespace that the README names, and no other. */
function program(): string {
  const namespaces = [...section.matchAll(/`(NodePipe(?:\.\w+)*)`/g)].map(([, name]) => `using ${name};`);
  return `${namespaces.join('\n')}
await using NodeProcess node = await NodeProcess.StartAsync("greetings.mjs");
CallOptions options = new() { Timeout = TimeSpan.FromSeconds(20) };
Console.WriteLine(await node.InvokeAsync<string>("greet", ["Ada"], options));
try
{
    await node.InvokeAsync("nothing");
}
catch (NodeCallException error)
{
    Console.WriteLine(error.Message);
}
`;
}

test('a project of three files, with what the README says to put into it, builds and runs', async () => {
  writeFileSync(path.join(folder, 'Own.csproj'), projectFile());
  writeFileSync(path.join(folder, 'Program.cs'), program());
  writeFileSync(
    path.join(folder, 'greetings.mjs'),
    "export const greet = (name) => 'Good day, ' + name + '!';\n",
  );
  // The library is built already, and other tests use it: here only the project is. No build server stays behind.
  const options = ['-c', 'Release', '-p:BuildProjectReferences=false', '--nologo', '-v', 'quiet'];
  await execa('dotnet', ['build', ...options, '--disable-build-servers'], {
    cwd: folder,
    env: dotnetEnvironment,
    stdin: 'ignore',
    timeout: 120_000,
  });
  // From another folder: a module is looked for beside the program.
  const { stdout } = await execa('dotnet', [path.join(folder, 'bin/Release/net10.0/Own.dll')], {
    cwd: tmpdir(),
    stdin: 'ignore',
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  expect(stdout.split('\n')).toEqual(['Good day, Ada!', expect.stringContaining('nothing')]);
}, 150_000);
