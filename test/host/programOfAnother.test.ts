import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { launchers, runVerbBy } from '../support/testHost.js';
import { asUser, userObstacle } from './oddSurroundings.js';

test.skipIf(userObstacle !== undefined).each(launchers)(
  'by the launcher %s: a program on PATH that this user may not run is passed over, as a shell does',
  async (launcher) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-program-of-another-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'node'), '#!/bin/sh\n', { mode: 0o700 });
    const settings = { launcher, fileName: 'node', arguments: ['-e', 'process.exit(7)'] };
    const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}` };
    const reports = await runVerbBy('run', settings, { env, by: asUser(54_321) });
    expect(JSON.stringify(reports)).toContain('"code":7');
  },
);
