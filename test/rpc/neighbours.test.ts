import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CallContext, connect, type ExposedFunction } from '../../node-child/src/index.js';
import type { Host } from '../../node-child/src/rpc/calls/remoteHost.js';
import { load, moduleFixture } from '../module/support.js';
import { startChild } from '../support/child.js';
import { collect } from '../support/sequences.js';

const LIMIT = 100_000;
const ROUNDS = 10;

/** A connection to what the fixture exports. */
interface Neighbourhood extends AsyncDisposable {
  readonly host: Host;
  /** Writes to the other side past the connection. */
  write(line: string): void;
  /** What the other side has said on standard error, but for what its listeners of progress have failed by. */
  complaints(): string;
}

type Functions = Readonly<Record<string, ExposedFunction>>;

const functions: Functions = {
  never: () => new Promise(() => {}),
  reports(this: CallContext) {
    this.progress(1);
    return 'reported';
  },
};
const expected = /^nodepipe: a progress listener of \w+ failed: .*(?:\n {4}at .*)*\n/gm;

async function startInChild(): Promise<Neighbourhood> {
  const child = startChild();
  const over = { readable: child.output, writable: child.input };
  const connection = await connect({ over, functions, hello: 'say', maxMessageLength: LIMIT });
  await load(connection.peer, 'neighbours.mjs');
  return {
    host: connection.peer,
    write: (line) => child.write(line),
    complaints: () => child.stderr.replace(expected, ''),
    [Symbol.asyncDispose]: async () => {
      await connection.close();
      await child[Symbol.asyncDispose]();
    },
  };
}

async function startInMemory(): Promise<Neighbourhood> {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const neighbours = (await import(moduleFixture('neighbours.mjs'))) as Functions;
  const other = await connect({ over: { readable: there, writable: back }, functions: { ...neighbours } });
  const over = { readable: back, writable: there };
  const connection = await connect({ over, functions, hello: 'say', maxMessageLength: LIMIT });
  return {
    host: connection.peer,
    write: (line) => void there.write(line),
    complaints: () => '',
    [Symbol.asyncDispose]: async () => {
      await connection.close();
      await other.close();
    },
  };
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing was thrown',
    (error: unknown) => (error instanceof Error ? error.message : error),
  );

/** Each lets one call fail, and gives what it failed by. */
const troubles: Readonly<
  Record<string, { readonly cause: (one: Neighbourhood) => Promise<unknown>; readonly says: unknown }>
> = {
  'throws an error': { cause: ({ host }) => thrownBy(host.invoke('throws')), says: 'thrown' },
  'rejects by one': { cause: ({ host }) => thrownBy(host.invoke('rejects')), says: 'rejected' },
  'throws a text': { cause: ({ host }) => thrownBy(host.invoke('throwsText')), says: 'a text' },
  'rejects by nothing': { cause: ({ host }) => thrownBy(host.invoke('throwsNothing')), says: undefined },
  'makes a nested call whose failure it hears late': {
    async cause({ host }) {
      const controller = new AbortController();
      const call = host.with({ signal: controller.signal }).invoke('cancelledLate');
      // Answered behind it: by then it has begun.
      await host.invoke('echo', 1);
      controller.abort(new Error('enough'));
      return await thrownBy(call);
    },
    says: 'enough',
  },
  'has a listener of progress that throws': {
    cause: ({ host }) => host.invoke('listens'),
    says: 'reported',
  },
  'is called with a listener of progress that throws': {
    cause: ({ host }) =>
      host
        .with({
          progress: () => {
            throw new Error('a listener failed');
          },
        })
        .invoke('listens'),
    says: 'reported',
  },
  'gives a signal that is none': {
    cause: ({ host }) => thrownBy(host.invoke('badOptions')),
    says: expect.stringContaining('give an AbortSignal'),
  },
  'returns what cannot be sent': {
    cause: ({ host }) => thrownBy(host.invoke('unserialisable')),
    says: expect.stringContaining('result.map is a Map'),
  },
  'returns more than the other side takes': {
    cause: ({ host }) => thrownBy(host.invoke('long', LIMIT)),
    says: expect.stringContaining(`limit of ${LIMIT} bytes`),
  },
  'is not there': {
    cause: ({ host }) => thrownBy(host.invoke('nowhere')),
    says: expect.stringContaining('nowhere'),
  },
  'has arguments that are too deep to be sent': {
    cause: ({ host }) => thrownBy(host.invoke('echo', JSON.parse(nested(513)))),
    says: expect.stringContaining('nested more than 512 deep'),
  },
  'comes with arguments that are too deep': {
    cause: ({ host, write }) => {
      write(`{"jsonrpc":"2.0","id":"deep","method":"echo","params":[${nested(513)}]}\n`);
      return host.invoke('echo', 'alive');
    },
    says: 'alive',
  },
  'comes as a broken line': {
    cause: ({ host, write }) => {
      write('{"jsonrpc":"2.0","id":"broken","method":"echo","params":[}\n');
      return host.invoke('echo', 'alive');
    },
    says: 'alive',
  },
};

const streamTroubles = ['generator', 'a stream of Node', 'a stream of the web'].flatMap((kind) => [
  {
    what: `${kind} fails before anybody reads it`,
    cause: ({ host }: Neighbourhood) => thrownBy(collect(host.stream('failsAtOnce', kind))),
  },
  ...[0, 1, 2].map((failAt) => ({
    what: `${kind} fails at item ${failAt}`,
    cause: ({ host }: Neighbourhood) => thrownBy(collect(host.stream('stream', kind, failAt))),
  })),
]);

const all = [
  ...Object.entries(troubles).map(([what, trouble]) => ({ what, ...trouble })),
  ...streamTroubles.map((trouble) => ({ ...trouble, says: 'the stream failed' })),
];

describe.each([
  { where: 'a child', start: startInChild },
  { where: 'memory', start: startInMemory },
])('a call that is held open in $where ends as it should while another', ({ start }) => {
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.each(all)('$what', async ({ what, cause, says }) => {
    await using one = await start();
    const held = one.host.invoke('hold', what);
    for (let round = 0; round < ROUNDS; round++) {
      expect(await cause(one)).toEqual(says);
    }
    await one.host.invoke('release', what);
    expect(await held).toBe(`held: ${what}`);
    expect(one.complaints()).toBe('');
  });

  test('does any of these, all at once', async () => {
    await using one = await start();
    const held = all.map(({ what }) => one.host.invoke('hold', what));
    const ends = all.flatMap(({ cause }) => [cause(one), cause(one)]);
    expect(await Promise.all(ends)).toEqual(all.flatMap(({ says }) => [says, says]));
    for (const { what } of all) {
      await one.host.invoke('release', what);
    }
    expect(await Promise.all(held)).toEqual(all.map(({ what }) => `held: ${what}`));
    expect(one.complaints()).toBe('');
  });
});
