import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchers, runVerb, showsProcesses, TalkingHost } from '../support/testHost.js';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'nodepipe $HOME ünï 日本 ')));
  mkdirSync(path.join(folder, 'bin'));
  symlinkSync(process.execPath, path.join(folder, 'bin', 'my node'));
  writeFileSync(
    path.join(folder, 'tell.cjs'),
    `console.log(JSON.stringify({ args: process.argv.slice(2), env: process.env, cwd: process.cwd() }));`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Told {
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
}

async function tell(settings: object, env: NodeJS.ProcessEnv = {}): Promise<Told> {
  const reports = await runVerb(
    'run',
    { fileName: 'node', arguments: [path.join(folder, 'tell.cjs')], ...settings },
    env,
  );
  const { output } = reports[1] as { output: string[] };
  return JSON.parse(output.join('\n'));
}

describe.each(launchers)('by the launcher %s', (launcher) => {
  test('arguments arrive as they were', async () => {
    const args = [
      '',
      ' ',
      '"quoted"',
      "it's",
      '$HOME',
      '`id`',
      'two\nlines',
      'back\\slash\\',
      '日本 👩‍👧',
      '*',
      '-',
      '%PATH%',
    ];
    const told = await tell({ launcher, arguments: [path.join(folder, 'tell.cjs'), ...args] });
    expect(told.args).toEqual(args);
  });

  test('the environment is the host’s own with the changes of the caller', async () => {
    const told = await tell(
      {
        launcher,
        hostEnvironment: { SET_BY_HOST: 'late', INHERITED_THEN_CHANGED: 'late' },
        environment: { ADDED: 'a = "b"\n日本', REMOVED: null, EMPTY: '', NODE_ENV: 'staging' },
      },
      { INHERITED: 'yes', INHERITED_THEN_CHANGED: 'early', REMOVED: 'still here', NODE_ENV: 'other' },
    );
    expect(told.env).toMatchObject({
      INHERITED: 'yes',
      INHERITED_THEN_CHANGED: 'late',
      SET_BY_HOST: 'late',
      ADDED: 'a = "b"\n日本',
      EMPTY: '',
      NODE_ENV: 'staging',
    });
    expect(told.env).not.toHaveProperty('REMOVED');
  });

  test('a NODE_ENV that the host has is kept', async () => {
    const { env } = await tell({ launcher }, { NODE_ENV: 'production' });
    expect(env['NODE_ENV']).toBe('production');
  });

  test('a channel that a Node parent has opened to the host is not the child’s', async () => {
    const ofTheHost = {
      NODE_CHANNEL_FD: '3',
      NODE_CHANNEL_SERIALIZATION_MODE: 'json',
      NODE_UNIQUE_ID: '1',
      NODEPIPE_READ_FD: '3',
      NODEPIPE_WRITE_FD: '4',
      NODEPIPE_START: 'a token',
    };
    const { env } = await tell({ launcher }, ofTheHost);
    for (const name of Object.keys(ofTheHost)) {
      expect(env).not.toHaveProperty(name);
    }
    await using host = await TalkingHost.serving({ launcher }, ofTheHost);
    expect(host.all('line')).toEqual(['echo: hello']);
  });

  test('a channel that the caller sets for the child is passed on', async () => {
    const [, report] = await runVerb(
      'run',
      {
        launcher,
        fileName: 'sh',
        arguments: ['-c', 'echo "$NODE_CHANNEL_FD, $NODE_UNIQUE_ID."'],
        environment: { NODE_CHANNEL_FD: '7' },
      },
      { NODE_CHANNEL_FD: '3', NODE_UNIQUE_ID: '1' },
    );
    expect(report).toMatchObject({ output: ['7, .'] });
  });

  test('the working directory is the caller’s choice, and the host’s own by default', async () => {
    expect((await tell({ launcher, workingDirectory: folder })).cwd).toBe(folder);
    expect((await tell({ launcher })).cwd).toBe(process.cwd());
  });

  test('a relative program starts at the host’s directory, whatever the working directory is', async () => {
    const relative = path.relative(process.cwd(), path.join(folder, 'bin', 'my node'));
    expect((await tell({ launcher, fileName: relative, workingDirectory: '/' })).cwd).toBe('/');
  });

  test('a bare name is found on the PATH that the child gets', async () => {
    const environment = { PATH: `/no/such/bin:${path.join(folder, 'bin')}` };
    const told = await tell({ launcher, fileName: 'my node', environment });
    expect(told.env['PATH']).toBe(environment.PATH);
  });

  test('a PATH that the host has changed itself is searched', async () => {
    const hostEnvironment = { PATH: path.join(folder, 'bin') };
    expect((await tell({ launcher, fileName: 'my node', hostEnvironment })).cwd).toBe(process.cwd());
  });

  test('a program in a folder with spaces and other scripts is served', async () => {
    copyFileSync('test/fixtures/host/plainEcho.mjs', path.join(folder, 'écho.mjs'));
    await using host = await TalkingHost.serving({
      launcher,
      program: 'écho.mjs',
      workingDirectory: folder,
      nodePath: path.join(folder, 'bin', 'my node'),
    });
    expect(host.all('line')).toEqual(['echo: hello']);
  });

  test('standard input is what the caller writes, and ends at once where nobody writes', async () => {
    const settings = { launcher, fileName: 'node', arguments: ['-p', 'fs.readFileSync(0, "utf8").length'] };
    expect(await runVerb('run', { ...settings, input: 'x'.repeat(100_000) })).toMatchObject([
      {},
      { output: ['100000'] },
    ]);
    expect(await runVerb('run', settings)).toMatchObject([{}, { output: ['0'] }]);
  });
});

describe.skipIf(!showsProcesses || !launchers.some((launcher) => launcher === 'Posix'))(
  'by the POSIX launcher',
  () => {
    // Signals 32 and 33 are glibc's own: its posix_spawn leaves them ignored, and the child's glibc sets them anew.
    const ownedByLibc = 0b11n << 31n;

    test('the child has no signal ignored and none blocked', async () => {
      const [, report] = await runVerb('run', {
        launcher: 'Posix',
        fileName: 'grep',
        arguments: ['-E', '^Sig(Ign|Blk)', '/proc/self/status'],
      });
      const { output } = report as { output: string[] };
      const sets = output.map((line) => BigInt(`0x${line.split('\t')[1]}`) & ~ownedByLibc);
      expect(sets).toEqual([0n, 0n]);
    });

    test('the child leads a group of its own', async () => {
      const [started, report] = await runVerb('run', {
        launcher: 'Posix',
        fileName: 'cut',
        arguments: ['-d', ' ', '-f', '1,5', '/proc/self/stat'],
      });
      const { started: pid } = started as { started: number };
      expect(report).toMatchObject({ output: [`${pid} ${pid}`] });
    });
  },
);
