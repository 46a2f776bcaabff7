import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { dotnetEnvironment, requireDotnetSdk } from '../../scripts/setup/dotnetSdk.mjs';
import { at, cacheFolder, childProgram, root } from '../../scripts/setup/layout.mjs';
import { setUp } from '../../scripts/setup/setUp.mjs';
import { runStepProgram } from '../../scripts/setup/stepProcess.mjs';
import { UsageError } from '../options.js';

const bench = at('dotnet-host/bench/NodePipe.Bench/NodePipe.Bench.csproj');
const artifacts = path.join(cacheFolder, 'bench', 'before');

/** Where things lie in every checkout. */
const library = 'dotnet-host/src/NodePipe/NodePipe.csproj';
const outputs = [
  path.relative(root, childProgram),
  'dotnet-host/artifacts/bin/NodePipe/release/NodePipe.dll',
];

/**
 * Says what is missing if the library of another checkout cannot be measured.
 *
 * @param folder as the user wrote it
 * @returns the checkout's absolute path
 * @throws UsageError
 */
export function requireBuiltCheckout(folder: string): string {
  // npm runs everything in the repository's folder, wherever the user is.
  const checkout = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), folder);
  if (!existsSync(path.join(checkout, library))) {
    throw new UsageError(`'${checkout}' is no checkout of this repository: it has no ${library}.`);
  }
  const missing = outputs.find((output) => !existsSync(path.join(checkout, output)));
  if (missing !== undefined) {
    throw new UsageError(
      `'${checkout}' is not built: it has no ${missing}. Run 'npm run build' in it first.`,
    );
  }
  return checkout;
}

/**
 * Builds this checkout's measuring program with the library of another one, so that both are measured alike, also in what
 * the other one's own bench does not know yet. Anew each time, and nothing is written into the other checkout.
 *
 * @param checkout its absolute path
 * @returns the measuring program, a .NET assembly
 * @throws FrontDoorError where it cannot be built, such as where the other library lacks what the bench calls
 */
export async function buildWithLibraryOf(checkout: string): Promise<string> {
  const properties = {
    MeasuredLibrary: path.join(checkout, library),
    ArtifactsPath: artifacts,
  };
  await setUp([
    {
      title: `this bench with the library of ${checkout}`,
      isCurrent: () => false,
      require: requireDotnetSdk,
      run: (signal) => {
        rmSync(artifacts, { recursive: true, force: true });
        const options = ['-c', 'Release', '--nologo', '-v', 'quiet', '--disable-build-servers'];
        const values = Object.entries(properties).map(([name, value]) => `-p:${name}=${value}`);
        return runStepProgram(
          {
            file: 'dotnet',
            args: ['build', bench, ...options, ...values],
            log: '.cache/setup/before.log',
            env: dotnetEnvironment,
          },
          signal,
        );
      },
    },
  ]);
  return path.join(artifacts, 'bin/NodePipe.Bench/release/NodePipe.Bench.dll');
}
