import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** @param {string} path relative to this folder */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // In the place of globals that a module may replace.
  inject: [here('src/builtins.ts')],
  logLevel: 'warning',
  legalComments: 'none',
};

await Promise.all([
  // One CommonJS file starts faster than an ES module, and the .NET library embeds it. Names stay for stack traces.
  build({
    ...shared,
    entryPoints: [here('src/main.ts')],
    outfile: here('dist/main.cjs'),
    format: 'cjs',
    minifyWhitespace: true,
    minifySyntax: true,
    // Node shows the line of an uncaught error, and the last lines are what the host tells.
    lineLimit: 160,
  }),
  build({ ...shared, entryPoints: [here('src/index.ts')], outfile: here('dist/index.js'), format: 'esm' }),
]);
