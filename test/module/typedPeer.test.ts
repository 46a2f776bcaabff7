import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, expectTypeOf, test } from 'vitest';
import {
  type CallContext,
  connect,
  type Functions,
  type Host,
  memoryPair,
  type OpenConnection,
  type Peer,
} from '../../node-child/src/index.js';

interface Shop {
  add(a: number, b: number): number;
  rows(count: number): AsyncIterable<{ row: number }>;
  later(text?: string): Promise<string>;
  /** A peer has a member of this name. */
  stream(): string;
  then(): string;
  readonly name: string;
}

const functions = {
  add: (a, b) => a + b,
  async *rows(count) {
    for (let row = 0; row < count; row++) {
      yield { row };
    }
  },
  later: async (text = 'later') => text,
  stream: () => 'its own',
  // biome-ignore lint/suspicious/noThenProperty: a function of the other side may have any name
  then: () => 'no thenable',
} satisfies Functions<Shop>;

let there: OpenConnection;
let connection: OpenConnection<Shop>;

beforeEach(async () => {
  const [over, other] = memoryPair();
  there = await connect({ over: other, functions });
  connection = await connect<Shop>({ over, hello: 'say' });
});

afterEach(async () => {
  await connection.close();
  await there.close();
});

test('functions of a contract are methods of the peer', async () => {
  const { peer } = connection;
  expect(await peer.add(1, 2)).toBe(3);
  expect(await peer.later()).toBe('later');
  expect(await peer.with({ timeout: 10_000 }).add(2, 3)).toBe(5);
  const { add } = peer;
  expect(await add(3, 4)).toBe(7);
});

test('so is one that the contract lacks, and its error names the line of its caller', async () => {
  const peer = connection.peer as unknown as Record<string, () => Promise<unknown>>;
  async function asks() {
    await peer['unknown']?.();
  }
  const error = await asks().catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ code: 'ERR_NODEPIPE_NO_FUNCTION' });
  expect((error as Error).stack).toMatch(/at (?:async )?asks .*typedPeer\.test\.ts/);
});

test('a stream is read by stream(), or from the promise of a method', async () => {
  const rows: unknown[] = [];
  for await (const { row } of connection.peer.stream('rows', 2)) {
    rows.push(row);
  }
  for await (const { row } of await connection.peer.rows(2)) {
    rows.push(row);
  }
  expect(rows).toEqual([0, 1, 0, 1]);
});

test('names that a peer has itself are called by invoke()', async () => {
  expect(await connection.peer.invoke('stream')).toBe('its own');
  expect(await connection.peer.invoke('then')).toBe('no thenable');
});

test('a peer is no thenable, and can be looked at', async () => {
  const peer: unknown = await connection.peer;
  expect(peer).toBe(connection.peer);
  expect(inspect(peer)).toMatch(/invoke/);
  expect(`${peer}`).toBe('[object Object]');
  expect(JSON.stringify(peer)).toBe('{}');
});

test('the contract types what is called, what it is called with, and what comes back', () => {
  expectTypeOf<Peer>().toEqualTypeOf<Host>();
  expectTypeOf<Peer<Shop>['add']>().toEqualTypeOf<(a: number, b: number) => Promise<number>>();
  expectTypeOf<Peer<Shop>['later']>().returns.toEqualTypeOf<Promise<string>>();
  expectTypeOf<Peer<Shop>>().not.toHaveProperty('then');
  expectTypeOf<Peer<Shop>>().not.toHaveProperty('name');
  // What every object has is no function of the other side.
  interface Named {
    hasOwnProperty(name: string): boolean;
    toLocaleString(): string;
  }
  expectTypeOf<Peer<Named>['hasOwnProperty']>().returns.toEqualTypeOf<boolean>();
  expectTypeOf<Peer<Named>['toLocaleString']>().returns.toEqualTypeOf<string>();
  // One that may be missing is called as the others; the error of the call says where it is.
  interface Perhaps {
    opt?(a: number): string;
  }
  expectTypeOf<Peer<Perhaps>['opt']>().toEqualTypeOf<(a: number) => Promise<string>>();
  // What is undefined counts as left out.
  const left: Parameters<typeof connect>[0] = { over: undefined, timeout: undefined, signal: undefined };
  expect(left).toBeDefined();
  const typed = (peer: Peer<Shop>) => {
    expectTypeOf(peer.invoke('add', 1, 2)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(peer.stream('rows', 1)).toEqualTypeOf<AsyncGenerator<{ row: number }, void, undefined>>();
    // @ts-expect-error there is no such function
    void peer.invoke('ad', 1, 2);
    // @ts-expect-error it takes numbers
    void peer.add('1', 2);
    // @ts-expect-error it takes two
    peer.notify('add', 1);
  };
  expect(typed).toBeTypeOf('function');
});

test('and functions that fulfil one', () => {
  // @ts-expect-error rows and others are missing
  const missing = { add: (a: number, b: number) => a + b } satisfies Functions<Shop>;
  const wrong = {
    ...functions,
    // @ts-expect-error a number is to come back
    add: (a, b) => `${a}${b}`,
  } satisfies Functions<Shop>;
  const withContext = {
    ...functions,
    add(this: CallContext, a: number, b: number) {
      this.progress(a);
      return a + b;
    },
  };
  expectTypeOf(withContext.add).parameters.toEqualTypeOf<[number, number]>();
  expect([missing, wrong]).toHaveLength(2);
});
