import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runVerb, TalkingHost } from '../support/testHost.js';
import { asUser, mountObstacle, userObstacle, withFileInPlaceOf } from './oddSurroundings.js';

const NOBODY = 65_534;

let home: string;
let temporary: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'nodepipe places '));
  temporary = path.join(home, 'tmp');
  mkdirSync(temporary);
  // For everybody, as the system's own.
  chmodSync(temporary, 0o1777);
  chmodSync(home, 0o755);
});
afterEach(() => rmSync(home, { recursive: true }));

test('root runs nothing from a folder of another user', async (context) => {
  context.skip(userObstacle !== undefined, userObstacle);
  await using _ = await TalkingHost.serving({}, { HOME: home, XDG_DATA_HOME: '', TMPDIR: temporary });
  const [name = ''] = readdirSync(path.join(home, '.local/share/nodepipe'));
  for (const user of ['0', 'root']) {
    const folder = path.join(temporary, `nodepipe-${user}`);
    mkdirSync(folder);
    writeFileSync(path.join(folder, name), 'console.log("tampered")');
    chownSync(folder, NOBODY, NOBODY);
    chownSync(path.join(folder, name), NOBODY, NOBODY);
  }
  const env = { HOME: '/proc', XDG_DATA_HOME: '', TMPDIR: temporary };
  expect(await runVerb('talk', {}, env)).toEqual([
    {
      failed: {
        type: 'NodeStartException',
        message: expect.stringContaining(`${temporary}/nodepipe-0 (it belongs to another user). Set HOME`),
      },
    },
  ]);
  expect(statSync(path.join(temporary, 'nodepipe-0')).uid).toBe(NOBODY);
});

test('a relative HOME is none, and a relative TMPDIR starts at the current folder', async () => {
  const env = { HOME: 'relative', XDG_DATA_HOME: '', TMPDIR: path.relative(process.cwd(), temporary) };
  await using host = await TalkingHost.serving({}, env);
  expect(host.all('line')).toEqual(['echo: hello']);
  expect(readdirSync(temporary)).toContainEqual(expect.stringMatching(/^nodepipe-\d+$/));
});

test('users without a name and without a home have a folder each', async (context) => {
  context.skip(userObstacle !== undefined, userObstacle);
  for (const user of [54_321, 54_322]) {
    const by = ['env', '-u', 'HOME', '-u', 'XDG_DATA_HOME', ...asUser(user)];
    await using host = await TalkingHost.serving({}, { TMPDIR: temporary }, { by });
    expect(host.all('line')).toEqual(['echo: hello']);
    const { uid, mode } = statSync(path.join(temporary, `nodepipe-${user}`));
    expect([uid, mode & 0o777]).toEqual([user, 0o700]);
  }
});

test('a host without OpenSSL starts', async (context) => {
  context.skip(mountObstacle !== undefined, mountObstacle);
  const { stdout } = spawnSync('ldconfig', ['-p'], { encoding: 'utf8' });
  const libraries = (stdout ?? '').matchAll(/lib(?:ssl|crypto)\.so\S* .*=> (\S+)/g);
  const by = withFileInPlaceOf('/dev/null', ...new Set([...libraries].map(([, file = '']) => file)));
  context.skip(
    spawnSync(by[0] ?? '', [...by.slice(1), 'node', '-v']).status !== 0,
    'node itself needs OpenSSL',
  );
  await using host = await TalkingHost.serving({}, { HOME: home, XDG_DATA_HOME: '' }, { by });
  expect(host.all('line')).toEqual(['echo: hello']);
});
