import { readFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, test } from 'vitest';
import { repository } from '../support/consoleHost.js';
import { packedFile, packedVersion, unzip } from './support/packed.js';

const read = (file: string) => readFileSync(path.join(repository, file), 'utf8');
const nuget = () => unzip(packedFile('.nupkg'));
const library = 'lib/net10.0/NodePipe.dll';

/** A package without what the format itself puts into it. */
const filesOf = (archive: ReadonlyMap<string, Buffer>) =>
  [...archive.keys()].filter((name) => !/^(_rels|package)\/|^\[Content_Types\]/.test(name)).toSorted();

describe('the NuGet package', () => {
  test('holds the library, its documentation, an icon and a README, and its symbols lie beside it', () => {
    const files = nuget();
    expect(filesOf(files)).toEqual([
      'NodePipe.nuspec',
      'README.md',
      'icon.png',
      library,
      'lib/net10.0/NodePipe.xml',
    ]);
    expect(filesOf(unzip(packedFile('.snupkg')))).toEqual(['NodePipe.nuspec', 'lib/net10.0/NodePipe.pdb']);
    expect(files.get('lib/net10.0/NodePipe.xml')?.toString()).toContain('"T:NodePipe.NodeProcess"');
    expect(files.get('README.md')?.toString()).toBe(read('dotnet-host/src/NodePipe/README.md'));
    expect(files.get('icon.png')?.subarray(1, 4).toString()).toBe('PNG');
  });

  test('says what it is, under which licence, where it comes from and what it needs', () => {
    const nuspec = nuget().get('NodePipe.nuspec')?.toString() ?? '';
    expect(nuspec).toContain('<license type="expression">MIT</license>');
    expect(nuspec).toMatch(/<repository type="git" url="https:\/\/\S+\.git" commit="[0-9a-f]{40}" \/>/);
    expect(nuspec).toMatch(/<tags>.*\bnode\b.*<\/tags>/);
    for (const element of ['authors', 'description', 'icon', 'projectUrl', 'readme']) {
      expect(nuspec).toMatch(new RegExp(`<${element}>[^<]+</${element}>`));
    }
    const needed = [...nuspec.matchAll(/<dependency id="([^"]+)"/g)].map(([, id]) => id);
    expect(needed).toEqual(['Microsoft.Extensions.Logging.Abstractions']);
  });

  test('carries the child that the npm package has', async () => {
    const { stdout } = await execa('tar', ['-xzOf', packedFile('.tgz'), 'package/dist/main.cjs'], {
      encoding: 'buffer',
      stripFinalNewline: false,
    });
    expect(nuget().get(library)?.includes(Buffer.from(stdout))).toBe(true);
  });

  test('built again, has the same library, byte for byte, in which no path of this machine stands', async () => {
    const output = path.join(inject('packagesRoot'), 'packed again');
    await execa('npm', ['run', 'pack', '--', '--output', output], { cwd: repository, stdin: 'ignore' });
    const again = unzip(packedFile('.nupkg', output)).get(library) ?? Buffer.of();
    expect(again.equals(nuget().get(library) ?? Buffer.of())).toBe(true);
    const symbols = (folder?: string) => unzip(packedFile('.snupkg', folder)).get('lib/net10.0/NodePipe.pdb');
    expect(symbols(output)?.equals(symbols() ?? Buffer.of())).toBe(true);
    expect(again.includes(repository)).toBe(false);
    expect(symbols()?.includes(repository)).toBe(false);
  });
});

test('both packages have one version, and it is that of the assembly', () => {
  const { version } = JSON.parse(read('node-child/package.json')) as { version: string };
  expect(packedVersion()).toBe(version);
  expect(path.basename(packedFile('.tgz'))).toBe(`nodepipe-${version}.tgz`);
  expect(path.basename(packedFile('.snupkg'))).toBe(`NodePipe.${version}.snupkg`);
  // How the file's version stands in its resources.
  expect(
    nuget()
      .get(library)
      ?.includes(Buffer.from(`ProductVersion\0${version}`, 'utf16le')),
  ).toBe(true);
});
