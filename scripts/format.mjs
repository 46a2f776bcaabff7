import { runInForeground } from './foreground.mjs';
import { dotnetEnvironment } from './setup/dotnetSdk.mjs';
import { at, root, solution } from './setup/layout.mjs';
import { setUp } from './setup/setUp.mjs';
import { buildChild, buildSolution, installPackages } from './setup/steps.mjs';

/** `npm run format`: mends what the checks of `npm test` would find, as far as it can be mended. */
export async function run() {
  await setUp([installPackages, buildChild, buildSolution]);
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
