import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { repository } from '../../support/consoleHost.js';

/**
 * Packs the npm package as it is published: its `prepack` builds it.
 *
 * @returns the packed file
 */
export async function packNpmPackage(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const args = ['pack', '--workspace', 'node-child', '--pack-destination', folder];
  await execa('npm', args, { cwd: repository, stdin: 'ignore', timeout: 120_000 });
  const [file, ...others] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  if (file === undefined || others.length > 0) throw new Error(`${folder} holds not one packed file.`);
  return path.join(folder, file);
}

/** The files of a packed npm package, without the folder that all of them lie in. */
export async function filesOf(packed: string): Promise<string[]> {
  const { stdout } = await execa('tar', ['-tzf', packed]);
  return stdout
    .split('\n')
    .map((file) => file.replace(/^package\//, ''))
    .toSorted();
}

/** A file of a packed npm package, as text. */
export async function readPacked(packed: string, file: string): Promise<string> {
  const { stdout } = await execa('tar', ['-xzOf', packed, `package/${file}`], { stripFinalNewline: false });
  return stdout;
}
