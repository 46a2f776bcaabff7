import { describe, expect, test } from 'vitest';
import { fixture, startChild, transports } from '../support/child.js';

const exitMessage = (rest: object) => `${JSON.stringify({ jsonrpc: '2.0', method: 'exit', ...rest })}\n`;
const preload = (name: string) => ({ nodeArguments: ['--import', fixture(name)] });

describe.each(transports)('over the %s transport', (io) => {
  test('the text exit ends it with code 0, after everything before and before anything after', async () => {
    await using child = startChild({ io }).read();
    child.write('one\nexit\ntwo\n');
    expect(await child.exit()).toEqual({ code: 0, signal: null });
    expect(child.lines).toEqual(['echo: one']);
    expect(child.stderr).toBe('');
  });

  test('the command exit is answered by null and ends it with code 0', async () => {
    await using child = startChild({ io }).read();
    child.write(`${exitMessage({ id: 0 })}two\n`);
    expect(await child.exit()).toEqual({ code: 0, signal: null });
    expect(child.lines.map((line) => JSON.parse(line))).toEqual([{ jsonrpc: '2.0', id: 0, result: null }]);
  });

  test('the notification exit ends it with code 0 and no answer', async () => {
    await using child = startChild({ io }).read();
    child.write(exitMessage({}));
    expect(await child.exit()).toEqual({ code: 0, signal: null });
    expect(child.bytes).toHaveLength(0);
  });

  test('end of file ends it with code 0, once everything is flushed to a slow reader', async () => {
    await using child = startChild({ io });
    const line = 'x'.repeat(1_000_000);
    await new Promise((resolve) => child.input.end(`${line}\n`.repeat(5), () => resolve(undefined)));
    child.read();
    expect(await child.exit()).toEqual({ code: 0, signal: null });
    expect(child.lines).toEqual(Array.from({ length: 5 }, () => `echo: ${line}`));
  });

  test('timers of the user do not keep it alive after end of file', async () => {
    await using child = startChild({ io, ...preload('endlessTimer.mjs') }).read();
    child.write('one\n');
    await child.linesUpTo(1);
    child.input.end();
    expect(await child.exit()).toEqual({ code: 0, signal: null });
  });

  test('process.exit() from a timer ends it with its code', async () => {
    await using child = startChild({ io, ...preload('exitFromTimer.mjs') }).read();
    expect(await child.exit()).toEqual({ code: 3, signal: null });
  });

  test('an uncaught throw ends it with code 1 and the stack on standard error', async () => {
    await using child = startChild({ io, ...preload('throwFromTimer.mjs') }).read();
    expect(await child.exit()).toEqual({ code: 1, signal: null });
    expect(child.stderr).toContain('Error: thrown from a timer');
    expect(child.stderr).toContain('throwFromTimer.mjs');
  });

  test('a host that stops reading and closes both ends leaves no child and no complaint', async () => {
    await using child = startChild({ io });
    await new Promise((resolve) => child.input.write(`${'x'.repeat(1_000_000)}\n`, resolve));
    child.output.destroy();
    child.input.destroy();
    expect(await child.exit()).toEqual({ code: 0, signal: null });
    expect(child.stderr).toBe('');
  });

  test('a reader that goes while the writer stays is no reason to end', async () => {
    await using child = startChild({ io });
    child.output.destroy();
    child.write('one\n'.repeat(1_000));
    await new Promise((resolve) => child.input.write('two\n', resolve));
    expect(child.process.exitCode).toBeNull();
    child.input.end();
    expect(await child.exit()).toEqual({ code: 0, signal: null });
    expect(child.stderr).toBe('');
  });

  test('SIGINT is left to the host', async () => {
    await using child = startChild({ io }).read();
    child.write('one\n');
    await child.linesUpTo(1);
    child.process.kill('SIGINT');
    child.write('two\n');
    expect(await child.linesUpTo(2)).toEqual(['echo: one', 'echo: two']);
    child.process.kill('SIGTERM');
    expect(await child.exit()).toEqual({ code: null, signal: 'SIGTERM' });
  });
});

test('over the fs transport the end of file comes before the exit, so that the host can free the pending read', async () => {
  await using child = startChild({ io: 'fs', ...preload('exitFromTimer.mjs') });
  let exited = false;
  child.exited.then(() => {
    exited = true;
  });
  await new Promise((resolve) => child.output.once('end', resolve).resume());
  expect(exited).toBe(false);
  child.input.end();
  expect(await child.exit()).toEqual({ code: 3, signal: null });
});
