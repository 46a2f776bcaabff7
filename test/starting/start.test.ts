import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { start } from '../../node-child/src/index.js';
import { poll } from '../support/poll.js';
import { isRunning } from '../support/processes.js';
import { startFixture, startingFixture } from './support.js';

describe('a program that Node has started', () => {
  test('is called, calls, and ends in order when it is disposed', async () => {
    const program = await startFixture({ functions: { same: (value: number) => value } });
    expect(await program.peer.invoke('add', 1, 2)).toBe(3);
    expect(await program.peer.invoke('twice', 21)).toBe(42);
    await program[Symbol.asyncDispose]();
    expect(await program.exited).toEqual({ pid: program.pid, code: 0, signal: null, lastErrorLines: [] });
    expect(isRunning(program.pid)).toBe(false);
  });

  test('is typed by an interface of its functions', async () => {
    interface Adder {
      add(a: number, b: number): number;
      count(end: number): AsyncIterable<number>;
    }
    await using program = await start<Adder>({
      command: process.execPath,
      args: [startingFixture('program.mjs')],
    });
    const sum: number = await program.peer.add(1, 2);
    expect(sum).toBe(3);
    for await (const item of program.peer.stream('count', 1)) {
      const first: number = item;
      expect(first).toBe(1);
      break;
    }
  });

  test('gets its arguments, its variables and its folder as they are', async () => {
    const args = ['3', '4', '', ' ', '$HOME', '"\'`\\', 'a\nb', '*', '-x', '--', 'č 日本 😀'];
    const env = { 'a.b': 'odd name', PATH_LIKE: 'a\nb', HOME: undefined };
    await using program = await startFixture({ args, env, cwd: tmpdir() });
    expect(await program.peer.invoke('arguments')).toEqual(args);
    expect(await program.peer.invoke('variable', 'a.b')).toBe('odd name');
    expect(await program.peer.invoke('variable', 'PATH_LIKE')).toBe('a\nb');
    expect(await program.peer.invoke('variable', 'HOME')).toBeNull();
    expect(await program.peer.invoke('folder')).toBe(realpathSync(tmpdir()));
  });

  test('passes the numbers of its descriptors on to nobody', async () => {
    await using program = await startFixture();
    expect(await program.peer.invoke('variable', 'NODEPIPE_READ_FD')).toBeNull();
    expect(await program.peer.invoke('variable', 'NODEPIPE_WRITE_FD')).toBeNull();
    expect(await program.peer.invoke('variable', 'NODEPIPE_START')).toBeNull();
  });

  test('is looked up on the PATH of its own environment', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-start-'));
    try {
      symlinkSync(process.execPath, path.join(folder, 'nodeByAnotherName'));
      await using program = await startFixture({ command: 'nodeByAnotherName', env: { PATH: folder } });
      expect(await program.peer.invoke('add', 1, 2)).toBe(3);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('inherits no pipe of another one that is started at the same time', async () => {
    const programs = await Promise.all(
      Array.from({ length: 4 }, () => startFixture({ onOutputLine: () => {} })),
    );
    const sockets = await Promise.all(programs.map(({ peer }) => peer.invoke<number[]>('sockets')));
    for (const passed of sockets) {
      expect(passed).toEqual([1, 2, 3, 4]);
    }
    await Promise.all(programs.map((program) => program.close()));
  });

  test('is told by each line what it prints', async () => {
    const said: string[] = [];
    const printed: string[] = [];
    await using program = await startFixture({
      onErrorLine: (line) => said.push(line),
      onOutputLine: (line) => printed.push(line),
    });
    await program.peer.invoke('complain', 'one\ntwo\r\nthr');
    await program.peer.invoke('complain', 'ee ✓');
    await program.peer.invoke('print', 'left\n\nright');
    const { lastErrorLines } = await program.close();
    expect(said).toEqual(['one', 'two', 'three ✓']);
    expect(printed).toEqual(['left', '', 'right']);
    expect(lastErrorLines).toEqual(said);
  });

  test('is not stalled by what it says, and its last lines are kept', async () => {
    let lines = 0;
    await using program = await startFixture({ onErrorLine: () => lines++ });
    const text = `${'x'.repeat(99)}\n`.repeat(100_000);
    await program.peer.invoke('complain', `${text}${'y'.repeat(5_000)}`);
    const { lastErrorLines } = await program.close();
    expect(lines).toBe(100_001);
    expect(lastErrorLines.length).toBe(20);
    expect(lastErrorLines.at(-1)).toBe(`${'y'.repeat(4_096)}…`);
  });

  test('is ended with what it has started', async () => {
    await using program = await startFixture();
    const sleeper = await program.peer.invoke<number>('startSleeper');
    expect(isRunning(sleeper)).toBe(true);
    await program.close();
    await poll('the sleeper is gone', () => !isRunning(sleeper));
    expect(isRunning(sleeper)).toBe(false);
  });
});

describe('what is open when a program ends is told how:', () => {
  test('by its exit code, and its last lines', async () => {
    await using program = await startFixture({ onErrorLine: () => {} });
    const stream = program.peer.stream<number>('count', 2);
    expect((await stream.next()).value).toBe(1);
    expect((await stream.next()).value).toBe(2);
    const open = [program.peer.invoke('hang'), stream.next()];
    await program.peer.invoke('complain', 'the last words\n');
    program.peer.notify('leave', 7);
    for (const call of open) {
      await expect(call).rejects.toMatchObject({
        name: 'ProcessExitedError',
        code: 'ERR_NODEPIPE_EXITED',
        pid: program.pid,
        exitCode: 7,
        signal: null,
        lastErrorLines: ['the last words'],
        message:
          `The connection is closed: process ${program.pid} ended with exit code 7.` +
          ' Its last lines on standard error:\nthe last words',
      });
    }
    await expect(program.peer.invoke('add', 1, 2)).rejects.toThrow('ended with exit code 7');
    expect(await program.exited).toMatchObject({ code: 7, signal: null });
  });

  test('by the signal', async () => {
    await using program = await startFixture();
    const open = program.peer.invoke('hang');
    process.kill(program.pid, 'SIGKILL');
    await expect(open).rejects.toMatchObject({ exitCode: null, signal: 'SIGKILL', lastErrorLines: [] });
  });

  test('each with the line that awaits it', async () => {
    await using program = await startFixture();
    async function firstCaller() {
      await program.peer.invoke('hang');
    }
    async function secondCaller() {
      await program.peer.invoke('hang');
    }
    const open = Promise.allSettled([firstCaller(), secondCaller()]);
    program.peer.notify('leave', 7);
    const stacks = (await open).map((call) => call.status === 'rejected' && call.reason.stack);
    expect(stacks).toEqual([expect.stringContaining('firstCaller'), expect.stringContaining('secondCaller')]);
  });

  test('also where it ended in order', async () => {
    await using program = await startFixture();
    const open = program.peer.invoke('hang');
    program.peer.notify('leave', 0);
    await expect(open).rejects.toMatchObject({ code: 'ERR_NODEPIPE_EXITED', exitCode: 0 });
  });
});
