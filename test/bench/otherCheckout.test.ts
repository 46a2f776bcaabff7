import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requireBuiltCheckout } from '../../bench/comparison/otherCheckout.js';

const library = 'dotnet-host/src/NodePipe/NodePipe.csproj';
const outputs = ['node-child/dist/main.cjs', 'dotnet-host/artifacts/bin/NodePipe/release/NodePipe.dll'];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'nodepipe-checkout-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a folder that is no checkout is refused by what it lacks', () => {
  expect(() => requireBuiltCheckout(folder)).toThrow(
    `'${folder}' is no checkout of this repository: it has no ${library}.`,
  );
});

test.each(outputs)('a checkout without %s is refused as not built, with what to do', (missing) => {
  write(library, ...outputs.filter((output) => output !== missing));
  expect(() => requireBuiltCheckout(folder)).toThrow(
    `'${folder}' is not built: it has no ${missing}. Run 'npm run build' in it first.`,
  );
});

test('a built checkout is taken, from where the user is', () => {
  write(library, ...outputs);
  expect(requireBuiltCheckout(folder)).toBe(folder);
  const user = process.env['INIT_CWD'];
  process.env['INIT_CWD'] = path.dirname(folder);
  try {
    expect(requireBuiltCheckout(path.basename(folder))).toBe(folder);
  } finally {
    if (user === undefined) {
      delete process.env['INIT_CWD'];
    } else {
      process.env['INIT_CWD'] = user;
    }
  }
});

function write(...files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), '');
  }
}
