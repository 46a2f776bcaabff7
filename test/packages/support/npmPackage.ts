import { execa } from 'execa';

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
