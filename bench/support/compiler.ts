import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { at, cacheFolder } from '../../scripts/setup/layout.mjs';

const compilers = ['cc', 'gcc', 'clang'];

/**
 * Compiles one of the C programs in `programs/`.
 *
 * @returns the path of the executable; nothing where there is no C compiler
 */
export async function compile(name: string): Promise<string | undefined> {
  const compiler = compilers.find((candidate) => spawnSync(candidate, ['--version']).status === 0);
  if (compiler === undefined) {
    return undefined;
  }
  const folder = path.join(cacheFolder, 'bench');
  await mkdir(folder, { recursive: true });
  const executable = path.join(folder, name);
  const { status, stderr } = spawnSync(compiler, ['-O2', '-o', executable, at(`bench/programs/${name}.c`)], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`${compiler} does not compile ${name}.c: ${stderr}`);
  }
  return executable;
}
