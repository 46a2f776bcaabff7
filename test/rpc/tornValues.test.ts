import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { deferred, settle, startPair } from './pair.js';

const MEBIBYTE = 1024 * 1024;

/** Not among the types of the language version that is compiled for. */
const ResizableBuffer = ArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(length: number): void };

test.each(['made shorter', 'transferred'])(
  'a long value whose buffer is %s before it is sent ends the connection',
  async (how) => {
    using pair = await startPair({ take: (call) => call.arguments.length });
    const buffer = new ResizableBuffer(3 * MEBIBYTE, { maxByteLength: 4 * MEBIBYTE });
    const call = pair.child.invoke('take', new Uint8Array(buffer));
    if (how === 'transferred') {
      structuredClone(buffer, { transfer: [buffer] });
    } else {
      buffer.resize(MEBIBYTE);
    }
    const cause = expect.objectContaining({ message: expect.stringContaining('send a copy') });
    await expect(call).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED', cause });
    // Nothing is left to be sent for ever.
    pair.hostSide.flush();
  },
);

test('bytes that are taken away while their message is written fail that call alone', async () => {
  using pair = await startPair({ take: (call) => call.arguments.length });
  const bytes = new Uint8Array(50_000);
  const taker = {
    toJSON: () => {
      structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
      return 1;
    },
  };
  await expect(pair.child.invoke('take', bytes, taker)).rejects.toThrow(/send a copy/);
  expect(await pair.child.invoke('take', 1, 2)).toBe(2);
});

test('a stream ends whose message cannot be written, whatever is wrong with it', async () => {
  for (const wrong of ['\ud800', 1n, `${'x'.repeat(20_000)}\ud800`]) {
    const closed = deferred();
    const stream = new Readable({
      read() {},
      destroy(error, done) {
        closed.resolve();
        done(error);
      },
    });
    using pair = await startPair({ take: () => 1 });
    await expect(pair.child.invoke('take', stream, wrong)).rejects.toThrow();
    await closed.promise;
    await settle(1);
  }
});
