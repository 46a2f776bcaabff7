import type { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../node-child/src/index.js';
import { moduleFixture } from '../module/support.js';
import { childProgram, startChild } from '../support/child.js';
import { poll } from '../support/poll.js';
import { collect, numbers } from '../support/sequences.js';
import { type OlderConnection, OlderPackage } from './olderPackage.js';

const older = new OlderPackage();
afterAll(() => older[Symbol.dispose]());

type Over = { readonly readable: Readable; readonly writable: Writable };

/** The older package calls the other side its `host`, and knows `hello` by another name. */
let connectOfOlder: (options: object) => Promise<OlderConnection>;

async function connectToday(over: Over): Promise<OlderConnection> {
  const connection = await connect({ over, functions, hello: 'say' });
  return { host: connection.peer, close: () => connection.close() };
}

function connectOlder(over: Over): Promise<OlderConnection> {
  return connectOfOlder({ over, functions, startedOther: true });
}

beforeAll(async () => {
  ({ connect: connectOfOlder } = await older.load());
});

const functions = {
  setting: (key: string) => `the setting ${key}`,
  refuse: () => {
    throw new RangeError('not today');
  },
  callBack: async (double: (value: number) => Promise<number>) => (await double(4)) + 1,
  numbers,
};

const pairs = [
  { pair: "today's host and an older child", program: older.child, connectOver: connectToday },
  { pair: "an older host and today's child", program: childProgram, connectOver: connectOlder },
];

describe.each(pairs)('$pair', ({ program, connectOver }) => {
  /** Starts the child, says hello and loads a module, as a host does. */
  async function start() {
    const child = startChild({ program });
    const connection = await connectOver({ readable: child.output, writable: child.input });
    const dispose = async () => {
      await connection.close();
      await child[Symbol.asyncDispose]();
    };
    const { host } = connection;
    await host.invokeByName('nodepipe/load', { module: moduleFixture('features.mjs') });
    return { host, [Symbol.asyncDispose]: dispose };
  }

  test('call each other', async () => {
    await using node = await start();
    expect(await node.host.invoke('echo', { a: [1, 'žluť 日本 🜁'] })).toEqual({ a: [1, 'žluť 日本 🜁'] });
    expect(await node.host.invoke('ask', 'setting', 'a')).toBe('the setting a');
    expect(await node.host.invoke('apply', (value: number) => value + 1, 1)).toBe(2);
    expect(await node.host.invoke('lend', 'callBack')).toBe(9);
  });

  test('see the errors of each other', async () => {
    await using node = await start();
    await expect(node.host.invoke('fail')).rejects.toMatchObject({
      name: 'RangeError',
      message: 'out of range',
    });
    await expect(node.host.invoke('ask', 'refuse')).rejects.toThrow('not today');
    await expect(node.host.invoke('unsendable')).rejects.toThrow('NaN');
    await expect(node.host.invoke('nothing of this name')).rejects.toThrow('nothing of this name');
  });

  test('stream to each other, and leave a stream', async () => {
    await using node = await start();
    expect(await collect(node.host.stream('count', 1_000))).toHaveLength(1_000);
    expect(await collect(node.host.stream('twice', numbers(300)))).toHaveLength(300);
    expect(await node.host.invoke('sumOf', 'numbers', 300)).toBe(45_150);
    for await (const number of node.host.stream<number>('count', 1_000_000)) {
      if (number === 100) {
        break;
      }
    }
    expect(await node.host.invoke('echo', 'alive')).toBe('alive');
  });

  test('carry bytes and texts of every length', async () => {
    await using node = await start();
    for (const length of [0, 1, 40_000, 1_048_576, 5_000_000]) {
      const bytes = Buffer.alloc(length, 'abc\n');
      expect((await node.host.invoke<Buffer>('echo', bytes)).equals(bytes)).toBe(true);
      const text = 'žluť 日本 🜁 '.repeat(length / 20);
      expect((await node.host.invoke<string>('echo', text)) === text).toBe(true);
    }
  });

  test('hear of progress and of cancellation', async () => {
    await using node = await start();
    const seen: unknown[] = [];
    expect(await node.host.with({ progress: (step) => seen.push(step) }).invoke('steps', 10)).toBe('done');
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const controller = new AbortController();
    const call = node.host.with({ signal: controller.signal }).invoke('untilAborted');
    await node.host.invoke('echo', 1);
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await poll('the abort', async () => (await node.host.invoke('abortedCalls')) === 1);
  });
});
