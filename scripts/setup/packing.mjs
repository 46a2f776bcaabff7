import { mkdirSync, rmSync } from 'node:fs';
import { dotnetEnvironment, requireDotnetSdk } from './dotnetSdk.mjs';
import { at, libraryProject } from './layout.mjs';
import { runNpm } from './packages.mjs';
import { runStepProgram } from './stepProcess.mjs';

/** @typedef {import('./setUp.mjs').Step} Step */

/** Where the library is built anew for its package: paths are in what is built, and so they are always the same. */
const buildFolder = at('.cache/pack');

/**
 * The NuGet package and its symbols.
 *
 * @param {string} output an absolute path
 * @returns {Step}
 */
export const packNuget = (output) => ({
  title: 'the NuGet package',
  isCurrent: () => false,
  require: requireDotnetSdk,
  async run(signal) {
    rmSync(buildFolder, { recursive: true, force: true });
    const properties = [`ArtifactsPath=${buildFolder}`, 'ContinuousIntegrationBuild=true'];
    const args = ['pack', libraryProject, '-c', 'Release', '--output', output, '--nologo', '-v', 'quiet'];
    await runStepProgram(
      {
        file: 'dotnet',
        args: [...args, '--disable-build-servers', ...properties.map((property) => `-p:${property}`)],
        log: '.cache/setup/packNuget.log',
        env: dotnetEnvironment,
      },
      signal,
    );
  },
});

/**
 * The npm package; its own `prepack` builds what belongs into it.
 *
 * @param {string} output an absolute path
 * @returns {Step}
 */
export const packNpm = (output) => ({
  title: 'the npm package',
  isCurrent: () => false,
  async run(signal) {
    mkdirSync(output, { recursive: true });
    await runNpm(
      ['pack', '--workspace', 'node-child', '--pack-destination', output],
      '.cache/setup/packNpm.log',
      signal,
    );
  },
});
