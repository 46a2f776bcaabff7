import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { TestProject } from 'vitest/node';
import { repository } from '../../support/consoleHost.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder outside the repository, whose path has spaces and letters beyond ASCII; new projects are made in it. */
    packagesRoot: string;
    /** Where both packages lie, within it. */
    packedFiles: string;
    /** What `dotnet` finds in its environment there. */
    nugetEnvironment: Readonly<Record<string, string>>;
  }
}

/** Packs both packages, once for all tests of them. */
export async function setup(project: TestProject): Promise<() => void> {
  const root = mkdtempSync(path.join(tmpdir(), 'nodepipe packages žluť 日本 '));
  // Users without a name come here, too.
  chmodSync(root, 0o755);
  const packed = path.join(root, 'packed');
  const remove = () => rmSync(root, { recursive: true, force: true });
  try {
    await execa(process.execPath, ['scripts/run.cjs', 'pack', '--output', packed], {
      cwd: repository,
      stdin: 'ignore',
    });
    // Beside the sources that are configured on this machine.
    writeFileSync(
      path.join(root, 'nuget.config'),
      `<configuration><packageSources><add key="packed" value="${packed}" /></packageSources></configuration>\n`,
    );
    project.provide('packagesRoot', root);
    project.provide('packedFiles', packed);
    project.provide('nugetEnvironment', nugetEnvironment(root));
  } catch (error) {
    remove();
    throw error;
  }
  return remove;
}

/** A cache of our own, so that the packed file is what is installed; what others have made may come from the machine's. */
function nugetEnvironment(root: string): Record<string, string> {
  const cache = path.join(root, 'nuget cache');
  mkdirSync(cache);
  const usual = process.env['NUGET_PACKAGES'] ?? path.join(homedir(), '.nuget/packages');
  return { NUGET_PACKAGES: cache, ...(existsSync(usual) ? { NUGET_FALLBACK_PACKAGES: usual } : {}) };
}
