import { describe, expect, test } from 'vitest';
import { type StartedProgram, type StartOptions, start } from '../../node-child/src/index.js';
import { testHostProgram } from '../support/testHost.js';

function startDotnet(options: Partial<StartOptions> = {}): Promise<StartedProgram> {
  const { args = [], ...others } = options;
  return start({ command: 'dotnet', args: [testHostProgram, 'serve', ...args], ...others });
}

describe('a .NET program that Node has started', () => {
  test('is called, calls, streams, and ends in order when it is disposed', async () => {
    const program = await startDotnet({ functions: { same: (value: number) => value } });
    expect(await program.peer.invoke('add', 1, 2)).toBe(3);
    expect(await program.peer.invoke('twice', 21)).toBe(42);
    const items: string[] = [];
    for await (const item of program.peer.stream<string>('count', 3)) {
      items.push(item);
    }
    expect(items).toEqual(['1', '2', '3']);
    await program[Symbol.asyncDispose]();
    expect(await program.exited).toEqual({ pid: program.pid, code: 0, signal: null, lastErrorLines: [] });
  });

  test('gets its arguments as they are', async () => {
    const args = ['', '3', '4', '"\'`\\ $HOME', 'č 日本 😀'];
    await using program = await startDotnet({ args });
    expect(await program.peer.invoke('arguments')).toEqual(args);
  });

  test('tells what is open how it has ended', async () => {
    await using program = await startDotnet({ onErrorLine: () => {} });
    const open = program.peer.invoke('hang');
    program.peer.notify('leave', 7, 'the last words');
    await expect(open).rejects.toMatchObject({
      code: 'ERR_NODEPIPE_EXITED',
      exitCode: 7,
      lastErrorLines: ['the last words'],
    });
  });
});
