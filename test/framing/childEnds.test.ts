import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { connect, memoryPair, openLineChannel, openMessageChannel } from '../../node-child/src/index.js';
import { fixture } from '../support/child.js';
import { collect } from '../support/sequences.js';
import { startNode, startProgram } from './children.js';

describe('a call that is open when the child ends is told how:', () => {
  test('by its exit code', async () => {
    await using node = startNode([fixture('standardCalls.mjs')]);
    await using connection = await connect({ over: { child: node.child } });
    expect(await connection.peer.invoke('add', 1, 2)).toBe(3);
    const failure = {
      code: 'ERR_NODEPIPE_CLOSED',
      message: `The connection is closed: the process ${node.child.pid} has ended with exit code 7.`,
    };
    await expect(connection.peer.invoke('leave', 7)).rejects.toMatchObject(failure);
    await expect(connection.ended).rejects.toMatchObject(failure);
  });

  test('and an exit in order is no failure of the connection', async () => {
    await using node = startNode([fixture('standardCalls.mjs')]);
    await using connection = await connect({ over: { child: node.child } });
    await expect(connection.peer.invoke('leave', 0)).rejects.toThrow('has ended with exit code 0.');
    expect(await connection.ended).toBe(undefined);
  });

  test('by the signal', async () => {
    await using node = startNode([fixture('standardCalls.mjs')]);
    await using connection = await connect({ over: { child: node.child } });
    const calls = [connection.peer.invoke('hang'), connection.peer.stream('hang').next()];
    node.child.kill('SIGKILL');
    const says = `The connection is closed: the process ${node.child.pid} was ended by SIGKILL.`;
    for (const call of calls) {
      await expect(call).rejects.toThrow(says);
    }
    await expect(connection.peer.invoke('add', 1, 2)).rejects.toThrow(says);
  });
});

describe('a channel says how its child has ended:', () => {
  test('behind all that it has written', async () => {
    await using shell = startProgram('sh', ['-c', 'echo one; echo two; exit 3']);
    await using channel = await openLineChannel({ over: { child: shell.child } });
    const lines: string[] = [];
    const reading = (async () => {
      for await (const line of channel.readLines()) lines.push(line);
    })();
    const says = `The connection is closed: the process ${shell.child.pid} has ended with exit code 3.`;
    await expect(reading).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED', message: says });
    await expect(channel.ended).rejects.toThrow(says);
    expect(lines).toEqual(['one', 'two']);
  });

  test('where that was in order', async () => {
    await using shell = startProgram('sh', ['-c', 'echo one']);
    await using channel = await openLineChannel({ over: { child: shell.child } });
    expect(await collect(channel.readLines())).toEqual(['one']);
    expect(await channel.ended).toBe(`the process ${shell.child.pid} has ended with exit code 0`);
  });

  test('where it has closed its output and lives on', async () => {
    await using shell = startProgram('sh', ['-c', 'echo one; exec >&-; read _']);
    await using channel = await openLineChannel({ over: { child: shell.child } });
    expect(await collect(channel.readLines())).toEqual(['one']);
    expect(await channel.ended).toBe(`the process ${shell.child.pid} has closed its descriptor 1`);
  });

  test('where another process holds its output open, and everything that was written is read', async () => {
    // A session of its own, so that what the child leaves behind can be ended with it.
    const child = spawn('sh', ['-c', 'sleep 600 & seq 200000'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    try {
      await using channel = await openLineChannel({ over: { child } });
      const lines = await collect(channel.readLines());
      expect([lines.length, lines.at(-1)]).toEqual([200_000, '200000']);
      expect(await channel.ended).toBe(`the process ${child.pid} has ended with exit code 0`);
    } finally {
      process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
    }
  });

  test('where it had ended before', async () => {
    await using shell = startProgram('sh', ['-c', 'echo early; exit 4']);
    await new Promise((resolve) => shell.child.once('exit', resolve));
    await using channel = await openLineChannel({ over: { child: shell.child } });
    // Node itself drops what nobody has read by then.
    const says = `The connection is closed: the process ${shell.child.pid} has ended with exit code 4.`;
    await expect(collect(channel.readLines())).rejects.toThrow(says);
    await expect(channel.ended).rejects.toThrow(says);
  });

  test('where it could not be started', async () => {
    const child = spawn('/nowhere/program', { stdio: ['pipe', 'pipe', 'inherit'] });
    await using channel = await openMessageChannel({ over: { child } });
    const failure = {
      code: 'ERR_NODEPIPE_START',
      message: 'The process could not be started: spawn /nowhere/program ENOENT.',
    };
    await expect(channel.read()).rejects.toMatchObject(failure);
    await expect(channel.ended).rejects.toMatchObject(failure);
  });
});

describe('what cannot carry a channel is refused in a sentence:', () => {
  const startError = (message: string) => ({ code: 'ERR_NODEPIPE_START', message });

  test('a child without pipes', async () => {
    await using shell = startProgram('sh', ['-c', ':'], { stdio: ['pipe', 'ignore', 'inherit'] });
    await expect(connect({ over: { child: shell.child } })).rejects.toMatchObject(
      startError("The child has no pipe at descriptor 1; start it with 'pipe' there in its stdio."),
    );
    await expect(connect({ over: { child: shell.child, output: 7 } })).rejects.toMatchObject(
      startError("The child has no pipe at descriptor 7; start it with 'pipe' there in its stdio."),
    );
  });

  test('streams that are swapped', async () => {
    await using shell = startProgram('sh', ['-c', 'read _']);
    const { stdin: readable, stdout: writable } = shell.child as ChildProcess;
    const over = { readable, writable } as never;
    await expect(openMessageChannel({ over })).rejects.toMatchObject(
      startError(
        'The streams of openMessageChannel() are swapped: `readable` can only be written, and `writable` be read; give them the other way round.',
      ),
    );
    await expect(
      openLineChannel({ over: { child: shell.child, output: 0, input: 1 } }),
    ).rejects.toMatchObject(
      startError(
        'The streams of the child are swapped: `readable` can only be written, and `writable` be read; give them the other way round.',
      ),
    );
  });

  test('streams that are missing, or none', async () => {
    const over = { readable: undefined, writable: new PassThrough() } as never;
    await expect(connect({ over })).rejects.toThrow(
      new TypeError(
        'connect() has no readable stream but undefined; was the process started with a pipe there?',
      ),
    );
    await expect(connect({ over: { readable: new PassThrough(), writable: {} } as never })).rejects.toThrow(
      new TypeError('The writable stream of connect() has no method write(); give a stream of Node.'),
    );
  });
});

test('a stream that has ended before ends the channel at once', async () => {
  const [over, other] = memoryPair();
  other.writable.end();
  over.readable.resume();
  await new Promise((resolve) => over.readable.once('end', resolve));
  await using channel = await openMessageChannel({ over });
  expect(await channel.read()).toEqual({ kind: 'end' });
  expect(await channel.ended).toBe('its stream has ended');
});
