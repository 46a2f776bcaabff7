import { runInForeground } from './foreground.mjs';
import { buildSolution } from './setup/builds.mjs';
import { dotnetEnvironment } from './setup/dotnetSdk.mjs';
import { at, root, solution } from './setup/layout.mjs';
import { installPackages } from './setup/packages.mjs';
import { setUp } from './setup/setUp.mjs';

/** `npm run format`: mends what the checks of `npm test` would find, as far as it can be mended. */
export async function run() {
  await setUp([installPackages, buildSolution]);
  const biome = [at('node_modules/@biomejs/biome/bin/biome'), 'check', '--write', '.'];
  const codes = [
    await runInForeground(process.execPath, biome, { cwd: root }),
    await runInForeground('dotnet', ['format', solution, '--no-restore'], {
      cwd: root,
      env: dotnetEnvironment,
    }),
  ];
  return Math.max(...codes);
}
