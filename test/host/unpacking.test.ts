import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runVerb, TalkingHost } from '../support/testHost.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'nodepipe home ü '));
});
afterEach(() => rmSync(home, { recursive: true }));

test.skipIf(process.platform !== 'linux')(
  'the child’s program is unpacked below a new home, where nobody else can look',
  async () => {
    const temporary = path.join(home, 'tmp');
    mkdirSync(temporary);
    await using _ = await TalkingHost.serving({}, { HOME: home, XDG_DATA_HOME: '', TMPDIR: temporary });
    const folders = ['.local', '.local/share', '.local/share/nodepipe'];
    expect(folders.map((folder) => (statSync(path.join(home, folder)).mode & 0o777).toString(8))).toEqual([
      '700',
      '700',
      '700',
    ]);
    expect(readdirSync(path.join(home, '.local/share/nodepipe'))).toEqual([
      expect.stringMatching(/^child-[0-9a-f]{16}\.cjs$/),
    ]);
    expect(readdirSync(temporary).filter((name) => name.startsWith('nodepipe-'))).toEqual([]);
  },
);

test.skipIf(process.platform !== 'linux')(
  'where it cannot be unpacked anywhere, the start says what was tried and what to set',
  async () => {
    // The runtime's own pipes for diagnosis would complain of the same folder.
    const env = { HOME: '/proc', XDG_DATA_HOME: '', TMPDIR: '/proc', DOTNET_EnableDiagnostics: '0' };
    const [report] = await runVerb('talk', {}, env);
    expect(report).toMatchObject({
      failed: {
        type: 'NodeStartException',
        message: expect.stringMatching(
          /Tried: \/proc\/\.local\/share\/nodepipe \(.+\); \/proc\/nodepipe-\w+ \(.+\)\. Set HOME, XDG_DATA_HOME or TMPDIR/,
        ),
      },
    });
  },
);
