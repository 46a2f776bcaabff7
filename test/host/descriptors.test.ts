import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { hostFixture, launchers, runVerb, showsProcesses } from '../support/testHost.js';

interface RunReport {
  readonly targets: number[];
  readonly pipes: (string | null)[];
  readonly output: string[];
  readonly error: string[];
}

async function run(settings: object): Promise<RunReport> {
  const [, report] = await runVerb('run', settings);
  return report as RunReport;
}

const numbersOf = (lines: readonly string[]) => lines.map((line) => Number(line.split(' ')[0]));

/** What every process here has open, because it came with the descriptors that the suite itself inherited. */
function usualDescriptors(): number[] {
  const listing = execFileSync('sh', [hostFixture('descriptors.sh')], { encoding: 'utf8' });
  return numbersOf(listing.trim().split('\n')).filter((fd) => fd !== 10);
}

const canChoose = launchers.some((launcher) => launcher === 'Posix') && showsProcesses;

describe.skipIf(!canChoose)('by the POSIX launcher', () => {
  test('the child finds its pipes at the chosen numbers, and nothing else', async () => {
    const { output } = await run({
      launcher: 'Posix',
      fileName: 'sh',
      arguments: [hostFixture('descriptors.sh')],
      pipes: [{ descriptor: 7 }, { descriptor: 9, text: '' }, { descriptor: 200 }],
    });
    const lines = output.filter((line) => !line.startsWith('10 '));
    const expected = [...new Set([...usualDescriptors(), 0, 1, 2, 7, 9, 200])];
    expect(numbersOf(lines).toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
    for (const fd of [1, 2, 7, 9, 200]) {
      expect(lines.find((line) => line.startsWith(`${fd} `))).toContain('pipe:');
    }
    expect(lines).toContain('0 /dev/null');
  });

  test('each pipe carries what is meant for it', async () => {
    const { pipes } = await run({
      launcher: 'Posix',
      fileName: 'sh',
      arguments: ['-c', 'cat <&7 >&9; cat <&4 >&3'],
      pipes: [
        { descriptor: 9 },
        { descriptor: 7, text: 'seven' },
        { descriptor: 3 },
        { descriptor: 4, text: 'four' },
      ],
    });
    expect(pipes).toEqual(['seven', null, 'four', null]);
  });

  test('numbers that are sources of other pipes are given to the right ones', async () => {
    const { pipes, targets } = await run({
      launcher: 'Posix',
      fileName: 'node',
      arguments: [
        '-e',
        `const fs = require('fs'); for (const fd of process.argv.slice(1)) fs.writeSync(Number(fd), fd);`,
      ],
      collidingTargets: true,
      pipes: [{ descriptor: 3 }, { descriptor: 4 }, { descriptor: 5 }, { descriptor: 6 }],
    });
    // The child was given no numbers, so it wrote nowhere: this run only tells which ones collide.
    expect(pipes).toEqual(['', '', '', '']);
    const again = await run({
      launcher: 'Posix',
      fileName: 'node',
      arguments: [
        '-e',
        `const fs = require('fs'); for (const fd of process.argv.slice(1)) fs.writeSync(Number(fd), fd);`,
        ...targets.map(String),
      ],
      collidingTargets: true,
      pipes: [{ descriptor: 3 }, { descriptor: 4 }, { descriptor: 5 }, { descriptor: 6 }],
    });
    expect(again.targets).toEqual(targets);
    expect(again.pipes).toEqual(targets.map(String));
  });
});

describe.each(launchers)('by the launcher %s', (launcher) => {
  test('an argument tells the child the number of its pipe', async () => {
    const { pipes } = await run({
      launcher,
      fileName: 'node',
      arguments: [
        '-e',
        `const fs = require('fs');
         const [readFd, writeFd] = process.argv.slice(1).map(Number);
         fs.writeSync(writeFd, 'got ' + fs.readFileSync(readFd, 'utf8'));`,
        3,
        4,
      ],
      pipes: [{ descriptor: 3, text: 'hello' }, { descriptor: 4 }],
    });
    expect(pipes).toEqual([null, 'got hello']);
  });

  test('an argument for a pipe that was not asked for is an error, and nothing is started', async () => {
    const reports = await runVerb('run', {
      launcher,
      fileName: 'node',
      arguments: [5],
      pipes: [{ descriptor: 3 }],
    });
    expect(reports).toEqual([
      {
        failed: {
          type: 'ArgumentException',
          message: 'An argument names descriptor 5, but no pipe is asked for there.',
        },
      },
    ]);
  });

  test('one number for two pipes is an error, and nothing is started', async () => {
    const reports = await runVerb('run', {
      launcher,
      fileName: 'node',
      pipes: [{ descriptor: 3 }, { descriptor: 3, text: '' }],
    });
    expect(reports).toEqual([
      {
        failed: {
          type: 'ArgumentException',
          message: 'The options of the process are wrong: Pipes names descriptor 3 more than once.',
        },
      },
    ]);
  });
});
