import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { place } from './place.mjs';

/** @param {string} path relative to this folder */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// What the sources declare, a file each, and beside it what comes of that; nothing of it is there half.
mkdirSync(here('dist'), { recursive: true });
const folder = mkdtempSync(here('dist/declarations-'));
try {
  const compiler = here('../node_modules/typescript/bin/tsc');
  const options = ['-p', here('tsconfig.build.json'), '--outDir', path.join(folder, 'files')];
  execFileSync(process.execPath, [compiler, ...options], { stdio: 'inherit' });
  rollUp(folder);
  const rolledUp = withoutPrivate(readFileSync(path.join(folder, 'index.d.ts'), 'utf8'));
  const declarations = `${rolledUp}\n${globalIn(path.join(folder, 'files/hosting'))}`;
  // The same for those who import and for those who require: each finds the one that is of its own kind.
  for (const name of ['index.d.ts', 'index.d.cts']) place(here(`dist/${name}`), Buffer.from(declarations));
  place(here('dist/nodepipe.api.md'), readFileSync(path.join(folder, 'nodepipe.api.md')));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Makes one file of what the entry exports, with all that it needs and nothing else; and a list of it without comments, which
 * shows what has changed.
 *
 * @param {string} folder
 */
function rollUp(folder) {
  const entry = path.join(folder, 'files/index.d.ts');
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: here('.'),
      mainEntryPointFilePath: entry,
      compiler: { overrideTsconfig: { extends: here('../tsconfig.json'), include: [], files: [entry] } },
      apiReport: {
        enabled: true,
        reportFileName: 'nodepipe',
        reportFolder: folder,
        reportTempFolder: folder,
      },
      dtsRollup: { enabled: true, untrimmedFilePath: path.join(folder, 'index.d.ts') },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      // Whether a thing is exported says whether it is public, and the house has its own rules for comments.
      messages: {
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: here('package.json'),
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback(message) {
      // What goes wrong is thrown or told; the rest says what it does.
      message.handled = message.logLevel !== ExtractorLogLevel.Error;
    },
  });
  if (!succeeded) throw new Error('The declarations of the package could not be made.');
}

/**
 * TypeScript says of a class that it has private members, though not which. Without that a test may give its own object in
 * place of one of ours, and the classes of both copies of the package are of one type.
 *
 * @param {string} declarations
 */
function withoutPrivate(declarations) {
  return declarations.replaceAll(/^ +#private;\n/gm, '');
}

/**
 * The global that modules find, which the rollup leaves out because nothing exports it.
 *
 * @param {string} files
 */
function globalIn(files) {
  const cut = (/** @type {string} */ name, /** @type {RegExp} */ what) => {
    const [found] = what.exec(readFileSync(path.join(files, name), 'utf8')) ?? [];
    if (found === undefined) throw new Error(`${name} declares nothing of the global any more.`);
    return found;
  };
  const type = cut('currentCall.d.ts', /^export (interface NodePipeGlobal \{.*?^\}\n)/ms).replace(
    'export',
    'declare',
  );
  return `${type}\n${cut('globalCall.d.ts', /^declare global \{.*?^\}\n/ms)}`;
}
