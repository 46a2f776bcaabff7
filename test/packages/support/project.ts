import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { inject } from 'vitest';
import { dotnetEnvironment } from '../../../scripts/setup/dotnetSdk.mjs';
import { repository } from '../../support/consoleHost.js';
import { guideItems } from './guide.js';
import { packedVersion } from './packed.js';

/** How a project is to be. */
export interface ProjectForm {
  /** A folder of `test/packages/programs` whose files it has. */
  readonly program: 'console' | 'web' | 'trimmed' | 'published' | 'both';
  readonly sdk?: 'Microsoft.NET.Sdk' | 'Microsoft.NET.Sdk.Web';
  readonly properties?: Readonly<Record<string, string>>;
  /** What its project file has beside the package, as XML; what the guide copies modules by unless given. */
  readonly items?: string;
}

/** Makes a new project outside the repository, with the package in it as `dotnet add package` puts it there. */
export function makeProject(name: string, form: ProjectForm): string {
  const { program, sdk = 'Microsoft.NET.Sdk', properties = {}, items = guideItems() } = form;
  const folder = path.join(inject('packagesRoot'), name);
  mkdirSync(folder);
  cpSync(path.join(repository, 'test/packages/programs', program), folder, { recursive: true });
  const given = { OutputType: 'Exe', TargetFramework: 'net10.0', ...common, ...properties };
  const elements = Object.entries(given).map(([key, value]) => `    <${key}>${value}</${key}>`);
  writeFileSync(
    path.join(folder, 'App.csproj'),
    `<Project Sdk="${sdk}">
  <PropertyGroup>
${elements.join('\n')}
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="NodePipe" Version="${packedVersion()}" />
  </ItemGroup>
${items}
</Project>
`,
  );
  return folder;
}

const common = { ImplicitUsings: 'enable', Nullable: 'enable', TreatWarningsAsErrors: 'true' };

/**
 * Publishes a project into its folder `out`.
 *
 * @returns the folder
 */
export async function publish(project: string): Promise<string> {
  const output = path.join(project, 'out');
  const options = ['-c', 'Release', '--nologo', '-v', 'quiet', '--disable-build-servers'];
  const { stdout } = await execa('dotnet', ['publish', ...options, '--output', output], {
    cwd: project,
    env: { ...dotnetEnvironment, ...inject('nugetEnvironment') },
    stdin: 'ignore',
    timeout: 280_000,
  });
  if (stdout.includes('warning')) {
    throw new Error(`The build warns: ${stdout}`);
  }
  return output;
}

/** Where the installed package lies, and not another one of its name. */
export const installedLibrary = (): Buffer =>
  readFileSync(
    path.join(
      inject('nugetEnvironment')['NUGET_PACKAGES'] ?? '',
      `nodepipe/${packedVersion()}/lib/net10.0/NodePipe.dll`,
    ),
  );
