import { describe, expect, test } from 'vitest';
import { startFixture, startScript } from './support.js';

const quiet = { onErrorLine: () => {} };

describe('closing', () => {
  test('ends a program that ends at end of file, with calls open', async () => {
    await using program = await startFixture();
    const open = program.peer.invoke('hang');
    const exit = program.close();
    await expect(open).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
    expect(await exit).toMatchObject({ code: 0, signal: null });
  });

  test('is the same where it is asked for several times, and at the end', async () => {
    await using program = await startFixture();
    const [first, second] = await Promise.all([program.close(), program.close()]);
    expect(second).toBe(first);
    await program[Symbol.asyncDispose]();
    expect(await program.close()).toBe(first);
    await expect(program.peer.invoke('add', 1, 2)).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
  });

  test('terminates a program that goes on', async () => {
    await using program = await startScript('exec sleep 900', { ...quiet, hello: 'answer', exitTimeout: 50 });
    expect(await program.close()).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  test('kills a program that ignores that', async () => {
    await using program = await startFixture({ exitTimeout: 50, terminateTimeout: 50 });
    await program.peer.invoke('ignoreTerm');
    expect(await program.close()).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test('waits for the program as long as it is given', async () => {
    await using program = await startScript('read -r _ <&3; exec sleep 0.3', {
      ...quiet,
      hello: 'answer',
      exitTimeout: Number.POSITIVE_INFINITY,
    });
    expect(await program.close()).toMatchObject({ code: 0, signal: null });
  });

  test('ends a program that takes nothing', async () => {
    await using program = await startScript('exec sleep 900', { ...quiet, hello: 'answer', exitTimeout: 50 });
    program.peer.notify('much', 'x'.repeat(4 * 1024 * 1024));
    expect(await program.close()).toMatchObject({ signal: 'SIGTERM' });
  });

  test('finds a program that has ended by itself, whose output another process holds open', async () => {
    await using program = await startScript('setsid sleep 900 & echo $! >&2; exit 4', {
      ...quiet,
      hello: 'answer',
    });
    const { code, lastErrorLines } = await program.exited;
    expect(code).toBe(4);
    process.kill(Number(lastErrorLines[0]), 'SIGKILL');
    expect(await program.close()).toMatchObject({ code: 4 });
  });
});

test('what is open is told of the end also while another process goes on writing', async () => {
  await using program = await startScript(
    "setsid sh -c 'while :; do echo {} >&4 || exit; sleep 0.02; done' & echo $! >&2; sleep 0.3; exit 4",
    { ...quiet, hello: 'answer' },
  );
  await expect(program.peer.invoke('open')).rejects.toMatchObject({
    code: 'ERR_NODEPIPE_EXITED',
    exitCode: 4,
  });
});

test('a listener to lines that throws is reported, and ends nothing', async () => {
  const said: string[] = [];
  await using program = await startFixture({
    onErrorLine(line) {
      said.push(line);
      throw new Error('a listener to lines that fails');
    },
  });
  await program.peer.invoke('complain', 'one\ntwo\n');
  await program.close();
  expect(said).toEqual(['one', 'two']);
});
