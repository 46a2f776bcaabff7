import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { place } from './place.mjs';

/** @param {string} path relative to this folder */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const shared = /** @satisfies {import('esbuild').BuildOptions & { write: false }} */ ({
  bundle: true,
  // Paths in the bundle start here, wherever the build was started.
  absWorkingDir: here('.'),
  platform: 'node',
  target: 'node20',
  // In the place of globals that a module may replace.
  inject: [here('src/builtins.ts')],
  // What package.json says of side effects is said of the bundles: the sources have some.
  ignoreAnnotations: true,
  logLevel: 'warning',
  legalComments: 'none',
  write: false,
});

const bundles = await Promise.all([
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
  // What is imported, and what is required: a bundler can take the one apart, and Node 20 cannot require it.
  build({ ...shared, entryPoints: [here('src/index.ts')], outfile: here('dist/index.js'), format: 'esm' }),
  build({ ...shared, entryPoints: [here('src/index.ts')], outfile: here('dist/index.cjs'), format: 'cjs' }),
]);
for (const { path: file, contents } of bundles.flatMap(({ outputFiles }) => outputFiles))
  place(file, contents);
