import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Host, RemoteError } from '../../node-child/src/index.js';
import { load, type ModuleChild, moduleFixture, startModule, startPlain } from '../module/support.js';
import { type Plumbing, type StartChildOptions, startChild } from '../support/child.js';
import { poll } from '../support/poll.js';
import { isRunning } from '../support/processes.js';
import { collect, numbers } from '../support/sequences.js';
import { launchers, TalkingHost } from '../support/testHost.js';
import { type Behaviour, behaviours, notInstalled, remarkOn, runtimes, whyNot } from './table.js';

const titles = new Map(behaviours);
const tested = new Set<Behaviour>();

/** Makes the title of a test that shows a behaviour. */
function shows(behaviour: Behaviour): string {
  tested.add(behaviour);
  return titles.get(behaviour) ?? behaviour;
}

afterAll(() => {
  expect([...tested].toSorted()).toEqual([...titles.keys()].toSorted());
});

/** Loads modules that cannot be parsed or linked: the file that has the error is named. */
async function expectSyntaxErrors(host: Host): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-test-'));
  try {
    writeFileSync(path.join(folder, 'open.mjs'), 'export const broken = (: 1;\n');
    writeFileSync(path.join(folder, 'twice.mjs'), 'export let a = 1;\nlet a = 2;\n');
    writeFileSync(path.join(folder, 'imports.mjs'), "import './open.mjs';\nexport const a = () => 1;\n");
    for (const [name, broken] of [['open'], ['twice'], ['imports', 'open']]) {
      const module = path.join(folder, `${name}.mjs`);
      await expect(host.invokeByName('nodepipe/load', { module })).rejects.toMatchObject({
        code: 'ERR_NODEPIPE_MODULE_SYNTAX',
        message: expect.stringMatching(
          new RegExp(`a syntax error: (?!SyntaxError)[^]*${broken ?? name}\\.mjs:\\d`),
        ),
      });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const upTo = (last: number, factor = 1) => Array.from({ length: last }, (_, index) => factor * (index + 1));
const plumbings: readonly Plumbing[] = ['pipes', 'socket pairs'];
const cases = runtimes.flatMap((runtime) => plumbings.map((plumbing) => ({ ...runtime, plumbing })));

describe.each(cases)('$name over $plumbing:', ({ name, command, isInstalled, plumbing }) => {
  beforeEach(({ skip }) => skip(!isInstalled, notInstalled));

  const how: StartChildOptions = { runtime: command, plumbing };
  const hostFunctions = {
    setting: (key: string) => `the setting ${key}`,
    refuse: () => {
      throw new RangeError('not today');
    },
    same: (value: unknown) => value,
    callBack: async (double: (value: number) => Promise<number>) => (await double(4)) + 1,
    numbers,
  };
  const start = (): Promise<ModuleChild> => startModule('features.mjs', how, hostFunctions);

  test(shows('start'), async () => {
    await using node = await startPlain(how);
    expect(await node.host.invoke('ping')).toBe('pong');
    expect(await node.host.invoke('echo', { a: [1, 'žluť 日本 🜁'] })).toEqual({ a: [1, 'žluť 日本 🜁'] });
    await expect(load(node.host, 'not there.mjs')).rejects.toThrow(/not there\.mjs is not there/);
    await expect(load(node.host, 'throwsAtImport.mjs')).rejects.toThrow(/threw while it was loaded/);
    await expectSyntaxErrors(node.host);
    await load(node.host, 'features.mjs');
    expect(await node.host.invoke('runtime')).toBe(name.split(' ')[0]?.toLowerCase());
  });

  test(shows('calls'), async () => {
    await using node = await start();
    const { host } = node;
    expect(await host.invoke('ofThis')).toBe('function');
    expect(await host.invoke('ask', 'setting', 'a')).toBe('the setting a');
    await expect(host.invoke('ask', 'refuse')).rejects.toMatchObject({
      name: 'RangeError',
      message: 'not today',
    });
    const calls = upTo(200).map((number) => host.invoke('ask', 'same', number));
    expect(await Promise.all(calls)).toEqual(upTo(200));
    const traces = upTo(20).map(String);
    const traced = traces.map((traceparent) => host.with({ traceparent }).invoke('currentTrace'));
    expect(await Promise.all(traced)).toEqual(traces);
  });

  test(shows('streams'), async () => {
    await using node = await start();
    const { host } = node;
    expect(await collect(host.stream('count', 1_000))).toEqual(upTo(1_000));
    expect(await collect(host.stream('twice', numbers(300)))).toEqual(upTo(300, 2));
    expect(await host.invoke('sumOf', 'numbers', 300)).toBe(45_150);
    for await (const number of host.stream<number>('count', 1_000_000)) {
      if (number === 100) {
        break;
      }
    }
    expect(await host.invoke('echo', 'alive')).toBe('alive');
  });

  test(shows('callbacks'), async () => {
    await using node = await start();
    expect(await node.host.invoke('apply', (value: number) => value + 1, 1)).toBe(2);
    expect(await node.host.invoke('lend', 'callBack')).toBe(9);
  });

  test(shows('bytes'), async () => {
    await using node = await start();
    for (const length of [0, 1, 40_000, 1_048_576, 5_000_000]) {
      const bytes = Buffer.alloc(length, 'abc\n');
      expect((await node.host.invoke<Buffer>('echo', bytes)).equals(bytes)).toBe(true);
      const text = 'žluť 日本 🜁 '.repeat(length / 20);
      expect((await node.host.invoke<string>('echo', text)) === text).toBe(true);
    }
  });

  test(shows('cancellation'), async () => {
    await using node = await start();
    const controller = new AbortController();
    const call = node.host.with({ signal: controller.signal }).invoke('untilAborted');
    await node.host.invoke('echo', 1);
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await poll('the abort', async () => (await node.host.invoke('abortedCalls')) === 1);
  });

  test(shows('progress'), async () => {
    await using node = await start();
    const seen: unknown[] = [];
    expect(await node.host.with({ progress: (step) => seen.push(step) }).invoke('steps', 10)).toBe('done');
    expect(seen).toEqual(upTo(10));
  });

  test(shows('errors'), async () => {
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

  test(shows('exit'), async () => {
    await using first = await start();
    // Deno cannot write to a socket without its event loop.
    const mayLose = plumbing === 'socket pairs' && remarkOn('exit', name) !== undefined;
    const answered = async (answer: Promise<unknown>) => {
      await answer.catch((error: unknown) => {
        if (!mayLose) {
          throw error;
        }
      });
    };
    await answered(
      first.host.invoke('exitAfterAnswer', 3).then((text) => expect(text).toHaveLength(300_000)),
    );
    await first.connection.ended;
    await first.connection.close();
    expect(await first.child.exit()).toEqual({ code: 3, signal: null });
    await using second = await start();
    await answered(second.host.invoke('throwLater'));
    await second.connection.ended;
    await second.connection.close();
    expect(await second.child.exit()).toEqual({ code: 1, signal: null });
    expect(second.child.stderr).toContain('thrown from a timer');
  });

  test(shows('kill'), async () => {
    await using node = await start();
    const open = [node.host.invoke('untilAborted'), collect(node.host.stream('count', 1_000_000_000))];
    await node.host.invoke('echo', 1);
    node.child.process.kill('SIGKILL');
    for (const ended of await Promise.allSettled(open)) {
      expect(ended).toMatchObject({ status: 'rejected', reason: { name: 'ConnectionClosedError' } });
    }
    expect(await node.child.exit()).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test(shows('dispose'), async () => {
    await using node = await start();
    const open = node.host.invoke('untilAborted').catch((thrown: unknown) => thrown);
    await node.host.invoke('echo', 1);
    await node.connection.close();
    expect(await open).toMatchObject({ name: 'ConnectionClosedError' });
    expect(await node.child.exit()).toEqual({ code: 0, signal: null });
    expect(node.child.stderr).toBe('');
  });

  test(shows('hostDeath'), async () => {
    await using node = await startPlain({ ...how, lifeline: true });
    expect(await node.host.invoke('ping')).toBe('pong');
    node.child.cutLifeline();
    expect(await node.child.exit()).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test(shows('lines'), async () => {
    await using echo = startChild(how).read();
    echo.write('žluť\nexit\n');
    expect(await echo.exit()).toEqual({ code: 0, signal: null });
    expect(echo.lines).toEqual(['echo: žluť']);
    await using program = startChild({ ...how, program: moduleFixture('lineProgram.mjs') }).read();
    program.write(`${upTo(1_000).join('\n')}\nlast`);
    program.input.end();
    expect(await program.exit()).toEqual({ code: 0, signal: null });
    expect(program.lines).toEqual([...upTo(1_000).map(String), 'LAST']);
  });

  test(shows('program'), async () => {
    const program = moduleFixture('connectProgram.mjs');
    await using node = await startPlain({ ...how, program }, { same: (value: number) => value });
    expect(await node.host.invoke('twice', 21)).toBe(42);
    await node.host.invoke('leave');
    await node.connection.ended;
    await node.connection.close();
    expect(await node.child.exit()).toEqual({ code: 7, signal: null });
  });

  test(shows('typescript'), async () => {
    await using node = await startPlain(how);
    const loading = load(node.host, 'typed.ts');
    if (whyNot('typescript', name) !== undefined) {
      await expect(loading).rejects.toThrow(/typed\.ts.*"\.ts".*take Node 22\.18/s);
      return;
    }
    await loading;
    expect(await node.host.invoke('total', [{ price: 2, count: 3 }, { price: 1 }])).toBe(7);
  });
});

describe.each(runtimes)('$name', ({ name, command, isInstalled, refused }) => {
  beforeEach(({ skip }) => skip(!isInstalled, notInstalled));

  test.each(refused)(
    'refuses the form %s of the transport, which does not work there, in one sentence',
    async (io) => {
      await using child = startChild({ runtime: command, io }).read();
      expect(await child.exit()).toEqual({ code: 2, signal: null });
      expect(child.stderr).toMatch(new RegExp(`^nodepipe: ${name.split(' ')[0]}[^\n]+\\.\n$`, 'i'));
    },
  );

  test.each(launchers)('is gone with a host that is killed, by the %s launcher', async (launcher) => {
    const [nodePath, ...nodeArguments] = command;
    await using host = await TalkingHost.serving({ launcher, nodePath, nodeArguments });
    const child = await host.childPid();
    host.kill();
    expect(await poll('the end of the child', () => !isRunning(child))).toBe(true);
  });
});
