import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { inject } from 'vitest';

/** The packed file that ends like this; there is one of each. */
export function packedFile(ending: '.nupkg' | '.snupkg' | '.tgz', folder = inject('packedFiles')): string {
  const [file, ...others] = readdirSync(folder).filter((name) => name.endsWith(ending));
  if (file === undefined || others.length > 0) {
    throw new Error(`${folder} holds not one ${ending}, but ${[file, ...others].join(', ') || 'none'}.`);
  }
  return path.join(folder, file);
}

/** The version that stands in the name of the NuGet package. */
export const packedVersion = () =>
  path.basename(packedFile('.nupkg')).slice('NodePipe.'.length, -'.nupkg'.length);

const centralEntry = 0x02014b50;
const endOfDirectory = 0x06054b50;
const deflated = 8;

/** The files of a zip archive, as NuGet packages are: each name with its content. */
export function unzip(file: string): Map<string, Buffer> {
  const archive = readFileSync(file);
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || archive.readUInt32LE(end) !== endOfDirectory) {
    throw new Error(`${file} is no zip archive.`);
  }
  const files = new Map<string, Buffer>();
  let entry = archive.readUInt32LE(end + 16);
  while (archive.readUInt32LE(entry) === centralEntry) {
    const packedLength = archive.readUInt32LE(entry + 20);
    const nameLength = archive.readUInt16LE(entry + 28);
    const local = archive.readUInt32LE(entry + 42);
    const name = archive.toString('utf8', entry + 46, entry + 46 + nameLength);
    // The local header repeats the name, and has fields of a length of its own.
    const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const content = archive.subarray(begin, begin + packedLength);
    files.set(name, archive.readUInt16LE(entry + 10) === deflated ? inflateRawSync(content) : content);
    entry += 46 + nameLength + archive.readUInt16LE(entry + 30) + archive.readUInt16LE(entry + 32);
  }
  return files;
}
