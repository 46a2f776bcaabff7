import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { repository } from '../../support/consoleHost.js';

const programs = fileURLToPath(new URL('../../../dotnet-host/artifacts/bin', import.meta.url));

/** The folders of `examples` that hold a C# program, with the name of its project. */
export const examplePrograms: readonly { readonly folder: string; readonly project: string }[] = readdirSync(
  path.join(repository, 'examples'),
  { withFileTypes: true },
)
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: folder }) =>
    readdirSync(path.join(repository, 'examples', folder))
      .filter((file) => file.endsWith('.csproj'))
      .map((file) => ({ folder, project: path.basename(file, '.csproj') })),
  );

/** Runs the built program of an example and gives what it prints. */
export async function runExample(project: string): Promise<string[]> {
  const program = path.join(programs, project, 'release', `${project}.dll`);
  const { stdout } = await execa('dotnet', [program], {
    stdin: 'ignore',
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  return stdout.split('\n');
}
