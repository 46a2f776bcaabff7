import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { launchers, testHostProgram } from '../support/testHost.js';

/** A user that owns nothing else: the limit counts all threads of a user, and does not hold for root. */
const USER = 61_234;

const mayChangeUser = process.platform === 'linux' && process.getuid?.() === 0;

/** .NET ends a program that has no room for its own threads. */
const endedByDotnet = /Out of memory|Failed to create|OutOfMemoryException|Resource temporarily unavailable/;

describe.skipIf(!mayChangeUser).each(launchers)('by the launcher %s', (launcher) => {
  test.each([12, 15, 16, 18, 20, 24])(
    'where a user may have %i threads, a start works or says why not, and never waits for ever',
    async (limit) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-threads-'));
      chownSync(folder, USER, USER);
      try {
        const settings = JSON.stringify({ launcher, kind: 'Node', free: [null] });
        const { stdout, stderr, timedOut, exitCode } = await execa(
          'setpriv',
          [
            ...[`--reuid=${USER}`, `--regid=${USER}`, '--clear-groups'],
            ...['prlimit', `--nproc=${limit}`, 'dotnet', testHostProgram, 'scarce', settings],
          ],
          {
            cwd: folder,
            env: { HOME: folder, TMPDIR: folder },
            reject: false,
            timeout: 25_000,
            killSignal: 'SIGKILL',
          },
        );
        expect(timedOut).toBe(false);
        if (exitCode !== 0) {
          expect(stderr).toMatch(endedByDotnet);
          return;
        }
        const { failed } = JSON.parse(stdout);
        expect(failed === null || failed.type === 'NodeStartException', stdout).toBe(true);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    30_000,
  );
});
