import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Made anew in the copy, or of no use there. */
const leftOut = new Set(['.git', '.cache', 'node_modules', 'dist', 'artifacts', 'bin', 'obj']);

/** The package of this repository among those of npm. */
const OWN_PACKAGE = 'nodepipe';

/** A folder that is gone when it is disposed of. */
export interface Copy extends Disposable {
  readonly root: string;
}

/** Copies the sources of the repository, with links to its npm packages. */
export function copyRepository(repository: string): Copy {
  const root = mkdtempSync(path.join(tmpdir(), 'nodepipe-bugs-'));
  cpSync(repository, root, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !leftOut.has(path.basename(source)),
  });
  const packages = path.join(repository, 'node_modules');
  mkdirSync(path.join(root, 'node_modules'));
  for (const name of readdirSync(packages).filter((one) => !one.startsWith('.vite'))) {
    const target = name === OWN_PACKAGE ? path.join(root, 'node-child') : path.join(packages, name);
    symlinkSync(target, path.join(root, 'node_modules', name));
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}
