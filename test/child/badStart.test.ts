import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Writable } from 'node:stream';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { childProgram } from '../support/child.js';
import { makePipe } from '../support/plumbing.js';

type Stdio = number | 'pipe' | 'ignore';

async function start(args: readonly string[], extraStdio: readonly Stdio[] = ['pipe', 'pipe']) {
  const child = spawn(process.execPath, [childProgram, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', ...extraStdio],
    timeout: 10_000,
    killSignal: 'SIGKILL',
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stderr };
}

describe('a start that cannot work is one line on standard error and exit code 2:', () => {
  test.each([
    ['no arguments', [], 'The read descriptor is missing'],
    ['one descriptor', ['3'], 'The write descriptor is missing'],
    [
      'a read descriptor that is no number',
      ['x', '4'],
      'The read descriptor is "x", which is not the number',
    ],
    [
      'a write descriptor that is no number',
      ['3', '4.5'],
      'The write descriptor is "4.5", which is not the number',
    ],
    ['an empty descriptor', ['', '4'], 'The read descriptor is "", which is not the number'],
    ['a negative descriptor', ['-1', '4'], 'The read descriptor is "-1", which is not the number'],
    ['a number that no descriptor can have', ['3', '4294967296'], 'which is not the number of a descriptor'],
    ['a read descriptor that is not open', ['99', '4'], 'The read descriptor 99 is not open'],
    ['a write descriptor that is not open', ['3', '99'], 'The write descriptor 99 is not open'],
    ['a third descriptor', ['3', '4', '5'], 'Too many arguments: 5'],
    ['an unknown option', ['3', '4', '--fast'], 'The option --fast is unknown'],
    ['an unknown option with a value', ['3', '4', '--fast=1'], 'The option --fast is unknown'],
    ['an unknown transport', ['3', '4', '--io', 'tcp'], 'The option --io takes fs or socket; not "tcp"'],
    [
      'a transport that is missing',
      ['3', '4', '--io'],
      'The option --io takes fs or socket; nothing was given',
    ],
    [
      'a limit that is no number',
      ['3', '4', '--max-open-calls', '1e3'],
      'The option --max-open-calls takes a whole number from 1 to 2147483647; not "1e3"',
    ],
    [
      'a limit that lets nothing through',
      ['3', '4', '--max-message-length=0'],
      'The option --max-message-length takes a whole number from 1 to 536870888; not "0"',
    ],
    [
      'a limit that is too large',
      ['3', '4', '--max-message-length', '536870889'],
      'The option --max-message-length takes a whole number from 1 to 536870888; not "536870889"',
    ],
    [
      'a limit that is missing',
      ['3', '4', '--max-open-calls'],
      'The option --max-open-calls takes a whole number from 1 to 2147483647; nothing was given',
    ],
    [
      'a budget below the longest message',
      ['3', '4', '--max-message-length', '2000', '--max-buffered-bytes', '1000'],
      'The option --max-buffered-bytes is 1000; give at least the longest message, 2000 bytes',
    ],
    ['a lifeline that is no number', ['3', '4', '--lifeline', 'x'], 'The lifeline descriptor is "x"'],
    ['a lifeline that is missing', ['3', '4', '--lifeline'], 'The lifeline descriptor is missing'],
    ['a lifeline that is not open', ['3', '4', '--lifeline', '99'], 'The lifeline descriptor 99 is not open'],
  ])('%s', async (_what, args, message) => {
    expectOneLine(await start(args), message);
  });

  test('a file in place of a pipe', async () => {
    const file = openSync(childProgram, 'r');
    const result = await start(['3', '4'], [file, 'pipe']);
    closeSync(file);
    expectOneLine(result, 'The read descriptor 3 is not a pipe or a socket but a file');
  });

  test('a device in place of a pipe', async () => {
    const device = openSync(devNull, 'w');
    const result = await start(['3', '4'], ['pipe', device]);
    closeSync(device);
    expectOneLine(
      result,
      'The write descriptor 4 is not a pipe or a socket but a terminal or another device',
    );
  });

  test('swapped pipes', async () => {
    const [one, other] = [makePipe(), makePipe()];
    const result = await start(['4', '3'], [one.readFd, other.writeFd]);
    const alone = await start(['3', '4'], [one.readFd, other.readFd]);
    const both = await start(['3', '4'], [one.writeFd, other.writeFd]);
    for (const fd of [one.readFd, one.writeFd, other.readFd, other.writeFd]) {
      closeSync(fd);
    }
    expectOneLine(result, 'The descriptors are swapped: 4 is open for writing and 3 for reading');
    expectOneLine(alone, 'The write descriptor 4 is not open for writing');
    expectOneLine(both, 'The read descriptor 3 is not open for reading');
  });

  test('one pipe for both directions', async () => {
    const pipe = makePipe();
    const result = await start(['3', '3'], [pipe.readFd]);
    closeSync(pipe.readFd);
    closeSync(pipe.writeFd);
    expectOneLine(result, 'The descriptor 3 is a pipe, which carries one direction only');
  });

  test('the writing end of a pipe as the lifeline', async () => {
    const pipe = makePipe();
    const result = await start(['3', '4', '--lifeline', '5'], ['pipe', 'pipe', pipe.writeFd]);
    closeSync(pipe.readFd);
    closeSync(pipe.writeFd);
    expectOneLine(result, 'The lifeline descriptor 5 is not open for reading');
  });

  // With 3 and 4 closed Node itself takes the numbers, partly for pipes.
  test.each(['3 4', '4 5', '5 4', '6 7'])('descriptors that are Node’s own (%s)', async (numbers) => {
    const { exitCode, stderr } = await execa(process.execPath, [childProgram, ...numbers.split(' ')], {
      reject: false,
      stdin: 'ignore',
    });
    expectOneLine({ code: exitCode ?? null, stderr: `${stderr}\n` }, 'The read descriptor ');
  });
});

describe('a number beside another end of the same pipe is not taken for Node’s own:', () => {
  test('standard output and standard error are one pipe', async () => {
    const script = `printf 'a\\nexit\\n' | "$0" "$1" 0 1 2>&1 | cat`;
    const { stdout } = await execa('sh', ['-c', script, process.execPath, childProgram], { timeout: 10_000 });
    expect(stdout).toBe('echo: a');
  });

  test('one writing end is passed at two numbers', async () => {
    const pipe = makePipe();
    const child = spawn(process.execPath, [childProgram, '3', '4'], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe', pipe.writeFd, pipe.writeFd],
      timeout: 10_000,
    });
    const input = child.stdio[3] as Writable;
    input.end('exit\n');
    const code = await new Promise((resolve) => child.once('exit', resolve));
    closeSync(pipe.readFd);
    closeSync(pipe.writeFd);
    expect(code).toBe(0);
  });
});

test('--help prints the usage on standard output and ends with code 0', async () => {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [childProgram, '--help']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('<readFd> <writeFd>');
  expect(stdout).toContain('--max-message-length <bytes>');
  expect(stdout).toContain('--max-open-calls <count>');
  expect(stdout).toContain('--max-buffered-bytes <bytes>');
});

function expectOneLine(result: { code: number | null; stderr: string }, message: string): void {
  expect(result).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  expect(result.stderr).toMatch(/^nodepipe: [^\n]+\.\n$/);
}
