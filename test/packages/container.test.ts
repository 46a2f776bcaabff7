import { chmodSync, chownSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { execa, execaSync } from 'execa';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { makeProject, publish } from './support/project.js';

/** A user that no file of this system names. */
const user = 12_345;

/** Runs what follows as that user, where nothing can be written that is not mounted anew: as a container has it. */
const container = (writable: readonly string[]) => [
  ...['--mount', 'sh', '-c'],
  [
    'for folder in "$@"; do test "$folder" = -- && break; mount --bind "$folder" "$folder"; done',
    'mount -o remount,ro,bind /',
    'while test "$1" != --; do shift; done; shift',
    `exec setpriv --reuid ${user} --regid ${user} --clear-groups --no-new-privs -- "$@"`,
  ].join(' && '),
  ...['sh', ...writable, '--'],
];

const probe = execaSync('unshare', [...container([]), 'true'], { reject: false });
const noContainer =
  'Only root may take a user without a name and a read-only root here, by unshare and setpriv.';

describe('published into a container, with a read-only root, for a user without a name, and without npm', () => {
  let program: string;
  let binaries: string;
  beforeAll(async () => {
    program = path.join(await publish(makeProject('container', { program: 'published' })), 'App');
    // node, and neither npm nor anything else.
    binaries = makeFolder('only node', 0o755);
    symlinkSync(process.execPath, path.join(binaries, 'node'));
  });

  /** Makes a folder beside the projects; with an owner it is theirs alone. */
  function makeFolder(name: string, mode: number, owner?: number): string {
    const folder = path.join(inject('packagesRoot'), name);
    mkdirSync(folder);
    chmodSync(folder, mode);
    if (owner !== undefined) {
      chownSync(folder, owner, owner);
    }
    return folder;
  }

  /** Runs the published program; these folders can be written, and this is all that stands in its environment. */
  async function run(
    writable: readonly string[],
    env: Readonly<Record<string, string>>,
    args: readonly string[] = [],
  ) {
    const environment = Object.entries({ PATH: binaries, ...dotnetRoot(), ...env });
    const alone = ['/usr/bin/env', '-i', ...environment.map(([name, value]) => `${name}=${value}`)];
    const { stdout } = await execa(
      'unshare',
      [...container(writable), ...alone, program, 'plain.mjs', ...args],
      {
        cwd: '/',
        stdin: 'ignore',
        timeout: 20_000,
        killSignal: 'SIGKILL',
      },
    );
    return stdout;
  }

  test.for([
    { home: 'without a HOME', env: {} },
    { home: 'with a HOME that cannot be written', env: { HOME: '/' } },
    { home: 'with a HOME that is not there', env: { HOME: '/nonexistent' } },
  ])('it runs $home, from a temporary folder that can be written', async ({ home, env }, { skip }) => {
    skip(probe.exitCode !== 0, noContainer);
    const temporary = makeFolder(`temporary ${home}`, 0o1777);
    expect(await run([temporary], { TMPDIR: temporary, ...env })).toBe('<p>Žofie</p>');
    expect(readdirSync(temporary)).toContain(`nodepipe-${user}`);
  });

  test('it runs from the folder that ChildProgramFolder names', async ({ skip }) => {
    skip(probe.exitCode !== 0, noContainer);
    const chosen = makeFolder('chosen', 0o700, user);
    expect(await run([chosen], { TMPDIR: '/nonexistent' }, [chosen])).toBe('<p>Žofie</p>');
    expect(readdirSync(chosen)).toEqual(['nodepipe']);
  });

  test('where nothing can be written it says so, and names the option', async ({ skip }) => {
    skip(probe.exitCode !== 0, noContainer);
    const said = await run([], { TMPDIR: '/tmp', HOME: '/' });
    expect(said).toMatch(/^NodeStartException: There is no place to unpack/);
    expect(said).toContain('ChildProgramFolder');
    const chosen = await run([], {}, ['/var']);
    expect(chosen).toMatch(/^NodeStartException: .*\/var.*Set ChildProgramFolder to a folder/);
  });
});

/** Where .NET is, where it is not in one of the places in which a program looks for it. */
function dotnetRoot(): Record<string, string> {
  const root = process.env['DOTNET_ROOT'];
  return root === undefined ? {} : { DOTNET_ROOT: root };
}
