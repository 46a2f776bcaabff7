import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { childProgram, transports } from '../support/child.js';

describe.each(transports)('over the %s transport', (io) => {
  test('one socket may serve both directions', async () => {
    const child = spawn(process.execPath, [childProgram, '3', '3', '--io', io], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
      timeout: 10_000,
      killSignal: 'SIGKILL',
    });
    const socket: unknown = child.stdio[3];
    if (!(socket instanceof Socket)) {
      throw new Error('The child has no socket.');
    }
    const line = 'x'.repeat(1_000_000);
    const sent = `${line}\n`.repeat(5);
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
    });
    // Half-closed, so that the child can still answer.
    socket.end(sent);
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(0);
    expect(received).toBe(`echo: ${line}\n`.repeat(5));
  });

  test('the text exit ends one socket for both directions', async () => {
    const child = spawn(process.execPath, [childProgram, '3', '3', '--io', io], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
      timeout: 10_000,
      killSignal: 'SIGKILL',
    });
    const socket: unknown = child.stdio[3];
    if (!(socket instanceof Socket)) {
      throw new Error('The child has no socket.');
    }
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
    });
    const exit = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    const ended = new Promise((resolve) => socket.once('end', resolve));
    // Not closed by this side: the child alone ends it.
    socket.write('a\nexit\n');
    await ended;
    expect(received).toBe('echo: a\n');
    expect(await exit).toEqual({ code: 0, signal: null });
    socket.destroy();
  });
});
