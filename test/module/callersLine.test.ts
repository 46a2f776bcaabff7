import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { beforeEach, describe, expect, test } from 'vitest';
import { connect, memoryPair, type OpenConnection } from '../../node-child/src/index.js';
import type { Host } from '../../node-child/src/rpc/calls/remoteHost.js';

async function* failing() {
  yield 1;
  await new Promise((resolve) => setImmediate(resolve));
  throw new TypeError('no second item');
}

const functions = {
  fail: () => {
    throw new TypeError('it fails there');
  },
  failing,
  never: () => new Promise(() => {}),
  nothing: () => 1,
};

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const item of items) {
    expect(item).toBe(1);
  }
}

interface Shape {
  readonly what: string;
  readonly callerAwaits: (peer: Host, connection: OpenConnection) => Promise<unknown>;
  readonly code: string;
}

// Each awaits directly, in a function of the name that the stack must then hold.
const shapes: readonly Shape[] = [
  {
    what: 'invoke() of what throws',
    callerAwaits: async function callerAwaits(peer) {
      await peer.invoke('fail');
    },
    code: 'ERR_NODEPIPE_REMOTE',
  },
  {
    what: 'invoke() of an unknown function',
    callerAwaits: async function callerAwaits(peer) {
      await peer.invoke('unknown');
    },
    code: 'ERR_NODEPIPE_NO_FUNCTION',
  },
  {
    what: 'invokeByName()',
    callerAwaits: async function callerAwaits(peer) {
      await peer.invokeByName('fail', {});
    },
    code: 'ERR_NODEPIPE_REMOTE',
  },
  {
    what: 'calls that are awaited together',
    callerAwaits: async function callerAwaits(peer) {
      await Promise.all([peer.invoke('nothing'), peer.invoke('fail')]);
    },
    code: 'ERR_NODEPIPE_REMOTE',
  },
  {
    what: 'a time-out',
    callerAwaits: async function callerAwaits(peer) {
      await peer.with({ timeout: 1 }).invoke('never');
    },
    code: 'ERR_NODEPIPE_TIMEOUT',
  },
  {
    what: 'a stream that cannot be begun',
    callerAwaits: async function callerAwaits(peer) {
      for await (const item of peer.stream('fail')) {
        expect(item).toBe(1);
      }
    },
    code: 'ERR_NODEPIPE_REMOTE',
  },
  {
    what: 'a stream that fails behind an item',
    callerAwaits: async function callerAwaits(peer) {
      for await (const item of peer.stream('failing')) {
        expect(item).toBe(1);
      }
    },
    code: 'ERR_NODEPIPE_REMOTE',
  },
  {
    what: 'a stream that is read from a result',
    callerAwaits: async function callerAwaits(peer) {
      for await (const item of await peer.invoke<AsyncIterable<unknown>>('failing')) {
        expect(item).toBe(1);
      }
    },
    code: 'ERR_NODEPIPE_REMOTE',
  },
  {
    what: 'a call that is open at the end',
    callerAwaits: async function callerAwaits(peer, connection) {
      setImmediate(() => connection.close());
      await peer.invoke('never');
    },
    code: 'ERR_NODEPIPE_CLOSED',
  },
  {
    what: 'a call behind the end',
    callerAwaits: async function callerAwaits(peer, connection) {
      await connection.close();
      await peer.invoke('never');
    },
    code: 'ERR_NODEPIPE_CLOSED',
  },
  {
    what: 'a notification behind the end',
    callerAwaits: async function callerAwaits(peer, connection) {
      await connection.close();
      peer.notify('never');
    },
    code: 'ERR_NODEPIPE_CLOSED',
  },
];

describe('the stack of an error names the line of its caller:', () => {
  let connection: OpenConnection;

  beforeEach(async () => {
    const [over, other] = memoryPair();
    const there = await connect({ over: other, functions });
    connection = await connect({ over, hello: 'say' });
    return async () => {
      await connection.close();
      await there.close();
    };
  });

  test.each(shapes)('$what', async ({ callerAwaits, code }) => {
    const error = await callerAwaits(connection.peer, connection).then(String, (thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect((error as Error).stack).toMatch(
      /^\w+: [^\n]*\n(?: {4}at .*\n)*? {4}at (?:async )?.*callerAwaits .*callersLine\.test\.ts:\d+/,
    );
  });

  test('and of each of several that the end has failed its own', async () => {
    async function first() {
      await connection.peer.invoke('never');
    }
    async function second() {
      await connection.peer.invoke('never');
    }
    const calls = [first(), second()].map((call) => call.catch((error: Error) => error.stack));
    await connection.close();
    const [one, two] = await Promise.all(calls);
    expect(one).toMatch(/at (?:async )?first /);
    expect(two).toMatch(/at (?:async )?second /);
    expect(two).not.toMatch(/first/);
  });

  test('and nobody need look at any of them', async () => {
    const { peer } = connection;
    const left = [peer.invoke('fail'), peer.stream('fail').next(), peer.stream('failing').next()];
    const items = peer.stream('failing');
    const both = [items.next(), items.next(), items.next()];
    await expect(peer.invoke('fail')).rejects.toThrow('it fails there');
    expect(await Promise.allSettled(left)).toHaveLength(3);
    expect(await Promise.allSettled(both)).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected' },
      { value: { done: true } },
    ]);
    await drain(peer.stream('nothing')).catch((error: Error) => expect(error.message).toMatch(/no stream/));
  });
});

test('a failing test of vitest says at which of its lines', async () => {
  const root = fileURLToPath(new URL('../fixtures/failingTest', import.meta.url));
  const { stdout, stderr, exitCode } = await execa({ reject: false, cwd: root, timeout: 25_000 })(
    process.execPath,
    [path.resolve('node_modules/vitest/vitest.mjs'), 'run', '--root', root, '--no-color'],
  );
  expect(exitCode).toBe(1);
  expect(`${stdout}\n${stderr}`).toMatch(/Error: there is no price\n ❯ failing\.spec\.ts:12:3\n/);
});
