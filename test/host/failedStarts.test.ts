import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchers, runVerb } from '../support/testHost.js';

let folder: string;
const module = (name: string) => path.join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-failed-starts-'));
  writeFileSync(module('throws.mjs'), 'throw new Error("not today");');
  writeFileSync(module('exits.mjs'), 'process.exit(3);');
  writeFileSync(module('endless.mjs'), 'setInterval(() => {}, 1000); await new Promise(() => {});');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(launchers)('by the launcher %s', (launcher) => {
  test('a start that fails, in whatever way, leaves no failure behind that nobody has looked at', async () => {
    const modules = [module('missing.mjs'), module('throws.mjs'), module('exits.mjs')];
    expect(await runVerb('failedStarts', { launcher, modules, endless: module('endless.mjs') })).toEqual([
      {
        ends: [
          'NodeStartException',
          'NodeStartException',
          'NodeStartException',
          'NodeStartException',
          'TaskCanceledException',
        ],
        unobserved: [],
      },
    ]);
  });
});
