import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dotnetEnvironment } from '../../scripts/setup/dotnetSdk.mjs';
import { repository } from '../support/consoleHost.js';
import { codeBlocksOf, readText } from './support/codeBlocks.js';

const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe own project '));
const packages = path.join(folder, 'packages');
/** Where restored packages are on this machine: a source of everything but the library. */
let restored = '';

const dotnet = (args: readonly string[], cwd: string, environment: Record<string, string> = {}) =>
  execa('dotnet', args, {
    cwd,
    env: { ...dotnetEnvironment, ...environment },
    stdin: 'ignore',
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });

beforeAll(async () => {
  const { stdout } = await dotnet(
    ['nuget', 'locals', 'global-packages', '--list', '--force-english-output'],
    repository,
  );
  restored = stdout.replace(/^.*?: /, '');
  // What was built already is packed, and nothing is built again.
  const library = 'dotnet-host/src/NodePipe/NodePipe.csproj';
  await dotnet(['pack', library, '-c', 'Release', '--no-build', '--nologo', '-o', packages], repository);
}, 150_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `dotnet new console` makes, with the lines of the first block of XML in a section in it. */
function projectFile(file: string): string {
  const section = /^## In your own project$(.*?)^## /ms.exec(readText(file))?.[1] ?? '';
  const items = codeBlocksOf(file, section).find(({ language }) => language === 'xml')?.text ?? '';
  expect(items).toContain('path/to/nodepipe/');
  return `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
  </PropertyGroup>
${items.replace('path/to/nodepipe/artifacts/packages', packages).replace('path/to/nodepipe/', repository)}
</Project>`;
}

test.each(['README.md', 'docs/guide/start.md'])(
  'a project of three files, with what %s says to put into it, builds and runs',
  async (file) => {
    const project = mkdtempSync(path.join(folder, 'project '));
    writeFileSync(path.join(project, 'Own.csproj'), projectFile(file));
    cpSync(path.join(repository, 'examples/first/Program.cs'), path.join(project, 'Program.cs'));
    cpSync(path.join(repository, 'examples/first/greetings.mjs'), path.join(project, 'greetings.mjs'));
    // The library is built already, and other tests use it: here only the project is. No build server stays behind.
    const options = ['-c', 'Release', '-p:BuildProjectReferences=false', '--nologo', '-v', 'quiet'];
    // A package of the same version that was installed before is another one.
    const environment = { NUGET_PACKAGES: path.join(folder, 'restored'), RestoreSources: restored };
    const needsPackage = projectFile(file).includes('<PackageReference');
    await dotnet(['build', ...options, '--disable-build-servers'], project, needsPackage ? environment : {});
    // From another folder: a module is looked for beside the program.
    const { stdout } = await dotnet([path.join(project, 'bin/Release/net10.0/Own.dll')], tmpdir());
    expect(stdout).toBe('Guten Tag, Ada!');
  },
  150_000,
);
