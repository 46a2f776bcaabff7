import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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
  build({ ...shared, entryPoints: [here('src/index.ts')], outfile: here('dist/index.js'), format: 'esm' }),
]);
for (const { path: file, contents } of bundles.flatMap(({ outputFiles }) => outputFiles))
  place(file, contents);

/**
 * Puts a file where it belongs: whole, because another build may read it at the same time, and only where it differs,
 * because what embeds it is then made anew.
 *
 * @param {string} file
 * @param {Uint8Array} contents
 */
function place(file, contents) {
  if (read(file)?.equals(contents) === true) return;
  mkdirSync(path.dirname(file), { recursive: true });
  const own = `${file}.${process.pid}.tmp`;
  // A program that says by what it is run can be run.
  writeFileSync(own, contents, { mode: contents[0] === 0x23 ? 0o755 : 0o644 });
  renameSync(own, file);
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
