import { describe, expect, test } from 'vitest';
import { startPair } from './pair.js';
import { RawPeer } from './support.js';

const MEBIBYTE = 1024 * 1024;
const described = (value: unknown) => (value instanceof Uint8Array ? `${value.length}:${value[0]}` : value);

describe('values over 1 MiB, which come in chunks, keep their place', () => {
  test('in a stream, between its other items and before its end', async () => {
    const sizes = [3 * MEBIBYTE, 3, 2 * MEBIBYTE, 1, 5 * MEBIBYTE];
    using pair = await startPair({
      give: async function* () {
        for (const [index, size] of sizes.entries()) {
          yield Buffer.alloc(size, index);
          yield index;
        }
      },
    });
    const items: unknown[] = [];
    for await (const item of pair.child.stream('give')) {
      items.push(described(item));
    }
    expect(items).toEqual(sizes.flatMap((size, index) => [`${size}:${index}`, index]));
  });

  test('in a stream that fills the same buffer again for each item', async () => {
    using pair = await startPair({
      give: async function* () {
        const buffer = Buffer.alloc(3 * MEBIBYTE);
        for (let item = 1; item <= 3; item++) {
          yield buffer.fill(item);
        }
      },
    });
    const items: unknown[] = [];
    for await (const item of pair.child.stream<Buffer>('give')) {
      items.push(item.every((byte) => byte === item[0]) ? described(item) : 'a mixture');
    }
    expect(items).toEqual([1, 2, 3].map((item) => `${3 * MEBIBYTE}:${item}`));
  });

  test.each([
    ['a result', () => 'done'],
    ['an error', () => Promise.reject(new Error('done'))],
  ])('in progress, before further progress and before %s', async (_name, end) => {
    using pair = await startPair({
      work: (call) => {
        call.progress(Buffer.alloc(3 * MEBIBYTE, 1));
        call.progress(2);
        call.progress(Buffer.alloc(2 * MEBIBYTE, 3));
        call.progress(4);
        return end();
      },
    });
    const seen: unknown[] = [];
    await pair.child
      .with({ progress: (value) => seen.push(described(value)) })
      .invoke('work')
      .then(
        (result) => seen.push(result),
        (error: unknown) => seen.push(error instanceof Error && error.message),
      );
    expect(seen).toEqual([`${3 * MEBIBYTE}:1`, 2, `${2 * MEBIBYTE}:3`, 4, 'done']);
  });

  test('in progress whose answer is given as the process ends', () => {
    const peer = new RawPeer({
      handlers: new Map([
        [
          'work',
          (call) => {
            call.progress(Buffer.alloc(3 * MEBIBYTE));
            return 'done';
          },
        ],
      ]),
    }).hello();
    peer.send({ $progress: true, jsonrpc: '2.0', id: 1, method: 'work' });
    peer.connection.flush();
    expect(peer.messages.at(-1)?.message).toMatchObject({ id: 1, result: 'done' });
  });
});
