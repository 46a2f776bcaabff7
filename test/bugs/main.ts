import { writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Bug, Side } from './bug.js';
import { bugs, LEAST_CAUGHT } from './bugs.js';
import { copyRepository } from './copy.js';
import { killGroups } from './group.js';
import { findPlace } from './places.js';
import { buildChild, judge, type Verdict } from './suites.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));

const usage = `Usage: npm run bugs -- [--only <part of a name or a side>]

Puts bugs into a copy of the repository, one at a time, and tells which of them the tests catch. All ${bugs.length} take
some 15 minutes. It fails where fewer than ${LEAST_CAUGHT * 100} of 100 are caught.`;

async function main(): Promise<number> {
  const chosen = choose();
  if (chosen === undefined) {
    console.log(usage);
    return 2;
  }
  // Before anything is built: each must have its place.
  for (const bug of chosen) {
    findPlace(repository, bug);
  }
  const began = performance.now();
  using copy = copyRepository(repository);
  process.once('exit', () => copy[Symbol.dispose]());
  await expectPassed(copy.root, new Set(chosen.map(({ side }) => side)));
  const survivors: string[] = [];
  for (const [index, bug] of chosen.entries()) {
    process.stdout.write(`[${index + 1}/${chosen.length}] ${bug.side}: ${bug.name} … `);
    const start = performance.now();
    const verdict = await tryWith(copy.root, bug);
    console.log(`${describe(verdict)} (${seconds(start)})`);
    if (verdict.kind !== 'failed') {
      survivors.push(`${bug.side}: ${bug.name}`);
    }
  }
  const caught = chosen.length - survivors.length;
  console.log(
    [`\n${caught} of ${chosen.length} bugs caught in ${seconds(began)}`, ...survivors].join(
      '\n  not caught: ',
    ),
  );
  return caught >= LEAST_CAUGHT * chosen.length ? 0 : 1;
}

function choose(): readonly Bug[] | undefined {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' } } });
    const { only = '' } = values;
    const chosen = bugs.filter(({ side, name }) => `${side}: ${name}`.includes(only));
    return chosen.length === 0 ? undefined : chosen;
  } catch {
    return undefined;
  }
}

async function tryWith(root: string, bug: Bug): Promise<Verdict> {
  const { file, before, after } = findPlace(root, bug);
  writeFileSync(file, after);
  try {
    return await judge(root, bug.side);
  } finally {
    writeFileSync(file, before);
  }
}

// Tests that fail by themselves would catch everything.
async function expectPassed(root: string, sides: ReadonlySet<Side>): Promise<void> {
  await buildChild(root);
  for (const side of sides) {
    process.stdout.write(`${side}: the tests without a bug … `);
    const start = performance.now();
    const verdict = await judge(root, side);
    console.log(`${verdict.kind} (${seconds(start)})`);
    if (verdict.kind !== 'passed') {
      throw new Error(`The tests of the ${side} side must pass first: ${describe(verdict)}`);
    }
  }
}

function describe(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'passed':
      return 'NOT CAUGHT';
    case 'failed':
      return `caught by "${verdict.test}"`;
    case 'unbuilt':
      return `NOT BUILT\n${verdict.output}\n`;
  }
}

function seconds(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(0)} s`;
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => {
    killGroups();
    process.exit(128 + constants.signals[name]);
  });
}
process.exitCode = await main();
