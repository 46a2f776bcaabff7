import { beforeEach, describe, expect, test } from 'vitest';
import type { RemoteError } from '../../node-child/src/index.js';
import { load, type ModuleChild, startModule, startPlain } from '../module/support.js';
import { type Plumbing, startChild } from '../support/child.js';
import { poll } from '../support/poll.js';
import { notInstalled, runtimes } from './installed.js';

async function* numbers(last: number): AsyncGenerator<number> {
  for (let number = 1; number <= last; number++) {
    yield number;
  }
}

async function collect(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const collected: unknown[] = [];
  for await (const item of items) {
    collected.push(item);
  }
  return collected;
}

const upTo = (last: number, factor = 1) => Array.from({ length: last }, (_, index) => factor * (index + 1));
const plumbings: readonly Plumbing[] = ['pipes', 'socket pairs'];
const cases = runtimes.flatMap((runtime) => plumbings.map((plumbing) => ({ ...runtime, plumbing })));

describe.each(cases)('the child in $name, over $plumbing,', ({ name, command, isInstalled, plumbing }) => {
  beforeEach(({ skip }) => skip(!isInstalled, notInstalled));

  const hostFunctions = {
    setting: (key: string) => `the setting ${key}`,
    refuse: () => {
      throw new RangeError('not today');
    },
    nested: (depth: number): number => depth,
  };
  const start = (): Promise<ModuleChild> =>
    startModule('features.mjs', { runtime: command, plumbing }, hostFunctions);

  test('answers lines and commands before it has a module', async () => {
    await using node = await startPlain({ runtime: command, plumbing });
    expect(await node.host.invoke('ping')).toBe('pong');
    expect(await node.host.invoke('echo', { a: [1, 'žluť 日本 🜁'] })).toEqual({ a: [1, 'žluť 日本 🜁'] });
    await load(node.host, 'features.mjs');
    expect(await node.host.invoke('runtime')).toBe(name);
  });

  test('is called, with the context of the call as this, and calls the host', async () => {
    await using node = await start();
    const { host } = node;
    expect(await host.invoke('ofThis')).toBe('function');
    expect(await host.invoke('ask', 'setting', 'a')).toBe('the setting a');
    await expect(host.invoke('ask', 'refuse')).rejects.toMatchObject({
      name: 'RangeError',
      message: 'not today',
    });
    const calls = upTo(200).map((number) => host.invoke('ask', 'nested', number));
    expect(await Promise.all(calls)).toEqual(upTo(200));
    const traces = upTo(20).map(String);
    const traced = traces.map((traceparent) => host.with({ traceparent }).invoke('currentTrace'));
    expect(await Promise.all(traced)).toEqual(traces);
  });

  test('reads and writes streams, and calls functions that it is passed', async () => {
    await using node = await start();
    const { host } = node;
    expect(await collect(host.stream('count', 1_000))).toEqual(upTo(1_000));
    expect(await collect(host.stream('twice', numbers(300)))).toEqual(upTo(300, 2));
    for await (const number of host.stream<number>('count', 1_000_000)) {
      if (number === 100) {
        break;
      }
    }
    expect(await host.invoke('apply', (value: number) => value + 1, 1)).toBe(2);
  });

  test('carries bytes and long texts of every length', async () => {
    await using node = await start();
    for (const length of [0, 1, 40_000, 1_048_576, 5_000_000]) {
      const bytes = Buffer.alloc(length, 'abc\n');
      expect((await node.host.invoke<Buffer>('echo', bytes)).equals(bytes)).toBe(true);
      const text = 'žluť 日本 🜁 '.repeat(length / 20);
      expect((await node.host.invoke<string>('echo', text)) === text).toBe(true);
    }
  });

  test('hears of a cancel, and reports progress', async () => {
    await using node = await start();
    const { host } = node;
    const controller = new AbortController();
    const call = host.with({ signal: controller.signal }).invoke('untilAborted');
    await host.invoke('echo', 1);
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await poll('the abort', async () => (await host.invoke('abortedCalls')) === 1);
    const seen: unknown[] = [];
    expect(await host.with({ progress: (step) => seen.push(step) }).invoke('steps', 10)).toBe('done');
    expect(seen).toEqual(upTo(10));
  });

  test('says what went wrong, and lives on', async () => {
    await using node = await start();
    const { host } = node;
    const error = await host.invoke('fail').catch((thrown: unknown) => thrown as RemoteError);
    expect(error).toMatchObject({
      name: 'RangeError',
      code: 'E_OUT',
      remoteStack: expect.stringContaining('features.mjs'),
      cause: { name: 'TypeError', message: 'inner' },
    });
    await expect(host.invoke('unsendable')).rejects.toThrow(/number is NaN/);
    await expect(host.invoke('nothing')).rejects.toMatchObject({ rpcCode: -32601 });
    expect(await host.invoke('echo', 'alive')).toBe('alive');
  });

  test('ends at end of file, and by what nobody catches', async () => {
    await using first = await start();
    first.child.input.end();
    expect(await first.child.exit()).toEqual({ code: 0, signal: null });
    expect(first.child.stderr).toBe('');
    await using second = await start();
    await second.host.invoke('throwLater');
    await second.connection.ended;
    await second.connection.close();
    expect(await second.child.exit()).toEqual({ code: 1, signal: null });
    expect(second.child.stderr).toContain('thrown from a timer');
  });

  test('is gone with its lifeline', async () => {
    await using node = await startPlain({ runtime: command, plumbing, lifeline: true });
    expect(await node.host.invoke('ping')).toBe('pong');
    node.child.cutLifeline();
    expect(await node.child.exit()).toEqual({ code: null, signal: 'SIGKILL' });
  });
});

describe.each(runtimes)('the child in $name', ({ name, command, isInstalled, refused }) => {
  beforeEach(({ skip }) => skip(!isInstalled, notInstalled));

  test('loses no answer by process.exit()', async () => {
    await using node = await startModule('features.mjs', { runtime: command });
    expect(await node.host.invoke('exitAfterAnswer', 3)).toHaveLength(300_000);
    await node.connection.ended;
    await node.connection.close();
    expect(await node.child.exit()).toEqual({ code: 3, signal: null });
  });

  test('refuses the form of the transport that does not work there, in one sentence', async () => {
    await using child = startChild({ runtime: command, io: refused }).read();
    expect(await child.exit()).toEqual({ code: 2, signal: null });
    expect(child.stderr).toMatch(new RegExp(`^nodepipe: ${name}[^\n]+\\.\n$`, 'i'));
  });
});
