import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Host, type OpenConnection } from '../../node-child/src/index.js';
import { deferred } from '../rpc/pair.js';
import { carriers, type Served } from './carriers.js';
import { allFramings, random, randomFrames } from './support.js';

const ways = Object.entries(carriers).flatMap(([carrier, serve]) =>
  allFramings.map((framing) => ({ carrier, serve, framing, name: framing.name })),
);

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Bytes that are different at every place, those that end frames among them. */
function bytes(length: number): Buffer {
  const next = random(length);
  return Buffer.from(Uint8Array.from({ length }, () => Math.floor(next() * 256)));
}

describe.each(ways)('over $carrier, framed as $name,', ({ serve, framing }) => {
  let served: Served;
  let connection: OpenConnection;
  let host: Host;
  let hangs = deferred();
  let aborted = deferred();

  beforeAll(async () => {
    served = await serve(framing);
    connection = await connect({
      over: served.over,
      framing,
      hello: 'say',
      functions: { hangs: () => hangs.resolve(), aborted: () => aborted.resolve() },
    });
    host = connection.peer;
  });

  afterAll(async () => {
    await connection.close();
    await served[Symbol.asyncDispose]();
  });

  test.each([[null], [{ text: 'line\nend, NUL \0 and {"$bin":[1]}' }], ['\r'], ['\u{1f600}é漢'], [[]]])(
    'a call answers %j',
    async (value) => {
      expect(await host.invoke('echo', value)).toEqual(value);
    },
  );

  test('a thousand calls at once, of all lengths, get each its own answer', async () => {
    const texts = [...randomFrames(1_000, 5)].map((frame) => frame.toString('latin1'));
    const answers = await Promise.all(texts.map((text) => host.invoke('echo', text)));
    expect(answers).toEqual(texts);
  });

  test('an error is told, and the next call goes on', async () => {
    await expect(host.invoke('fail')).rejects.toMatchObject({
      name: 'RangeError',
      code: 'E_OUT',
    });
    await expect(host.invoke('nothing')).rejects.toThrow(/nothing/);
    expect(await host.invoke('echo', 1)).toBe(1);
  });

  test('a stream comes, and one goes', async () => {
    let last = 0;
    for await (const number of host.stream<number>('count', 2_000)) {
      expect(number).toBe(last + 1);
      last = number;
    }
    expect(last).toBe(2_000);
    const items = async function* () {
      for (let length = 0; length < 200; length++) {
        yield bytes(length * 10);
      }
    };
    expect(await host.invoke('length', items())).toBe(199_000);
  });

  test.each([0, 1, 1_000, 100_000, 3_000_000])('%d bytes are those that were sent', async (length) => {
    const sent = bytes(length);
    const received = await host.invoke<Uint8Array>('echo', sent);
    expect(hash(received)).toBe(hash(sent));
  });

  test('attachments follow each its own message, many at once', async () => {
    const sent = Array.from({ length: 300 }, (_, index) => [bytes(index), index, bytes(3 * index)]);
    const received = await Promise.all(sent.map((values) => host.invoke<unknown[]>('echo', values)));
    expect(
      received.map(([first, index, last]) => [
        Buffer.from(first as Uint8Array),
        index,
        Buffer.from(last as Uint8Array),
      ]),
    ).toEqual(sent);
  });

  test('a long text comes whole', async () => {
    const text = 'é漢\n'.repeat(700_000);
    expect((await host.invoke<string>('echo', text)) === text).toBe(true);
  });

  test('a function among the arguments is called, and progress is heard', async () => {
    expect(await host.invoke('apply', (value: number) => 2 * value, 21)).toBe(42);
    const heard: unknown[] = [];
    const progress = (value: unknown) => heard.push(value);
    expect(await host.with({ progress }).invoke('steps')).toBe('done');
    expect(heard).toEqual(['half']);
  });

  test('a call that is cancelled is cancelled there', async () => {
    hangs = deferred();
    aborted = deferred();
    const controller = new AbortController();
    const call = host.with({ signal: controller.signal }).invoke('hang');
    await hangs.promise;
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await aborted.promise;
    expect(await host.invoke('echo', 1)).toBe(1);
  });
});
