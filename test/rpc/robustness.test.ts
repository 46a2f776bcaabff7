import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connectedPair } from '../support/connectedPair.js';
import { RawPeer } from './support.js';
import { wireMethods } from './wireMethods.js';

const interesting = fc.constantFrom(
  '{"jsonrpc":"2.0","id":1,"method":"echo","params":["a"]}\n',
  '{"$bin":[3],"jsonrpc":"2.0","id":2,"method":"lengths","params":[{"$bin":0}]}\nabc',
  '{"$bin":[],"$long":[[1,4]],"jsonrpc":"2.0","id":3,"method":"lengths","params":[{"$bin":0}]}\n',
  '{"$bin":[2],"jsonrpc":"2.0","method":"$/chunk","params":[1,{"$bin":0}]}\nab',
  '{"$streams":[1],"jsonrpc":"2.0","id":4,"method":"total","params":[{"$stream":1}]}\n',
  '{"jsonrpc":"2.0","method":"$/stream/items","params":[1,[1,2]]}\n',
  '{"jsonrpc":"2.0","method":"$/stream/end","params":[1]}\n',
  '{"jsonrpc":"2.0","id":5,"method":"count","params":[5]}\n',
  '{"jsonrpc":"2.0","method":"$/stream/pull","params":[1,2]}\n',
  '{"jsonrpc":"2.0","method":"$/stream/cancel","params":[1]}\n',
  '{"jsonrpc":"2.0","id":6,"method":"wait"}\n',
  '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":6}}\n',
  '{"$callbacks":[1],"jsonrpc":"2.0","id":7,"method":"call","params":[{"$callback":1},1]}\n',
  '{"jsonrpc":"2.0","id":1,"result":null}\n',
  '{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"x"}}\n',
  '{"jsonrpc":"2.0","method":"$/progress","params":[1,2]}\n',
);

describe('nothing that comes in makes a connection throw', () => {
  test('random bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
        const peer = new RawPeer({ handlers: wireMethods }).hello();
        for (const chunk of chunks) {
          peer.connection.data(Buffer.from(chunk));
        }
        peer.connection.end();
        expect(() => peer.messages).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  test('messages in any order, with bytes changed', () => {
    const changed = fc
      .tuple(interesting, fc.option(fc.tuple(fc.nat(), fc.nat(255))))
      .map(([text, change]) => {
        const bytes = Buffer.from(text);
        if (change !== null) {
          bytes[change[0] % bytes.length] = change[1];
        }
        return bytes;
      });
    fc.assert(
      fc.property(fc.array(changed, { maxLength: 20 }), (chunks) => {
        const peer = new RawPeer({ handlers: wireMethods }).hello();
        for (const chunk of chunks) {
          peer.connection.data(chunk);
        }
        peer.connection.end();
        expect(() => peer.messages).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});

test('every call settles exactly once, whatever is cancelled, and whenever the connection ends', async () => {
  const kinds = fc.constantFrom('echo', 'later', 'fail', 'wait', 'nothing', 'total', 'call');
  const plan = fc.record({
    calls: fc.array(fc.record({ kind: kinds, cancelAfter: fc.option(fc.nat(6)), timeout: fc.boolean() }), {
      maxLength: 60,
    }),
    endAfter: fc.nat(12),
  });
  const handlers = new Map(wireMethods).set('later', async (call) => {
    await new Promise((resolve) => setImmediate(resolve));
    return call.arguments[0];
  });
  await fc.assert(
    fc.asyncProperty(plan, fc.nat(7), async ({ calls, endAfter }, size) => {
      const pair = connectedPair({}, { handlers }, (bytes) => pieces(bytes, size * 10 + 1));
      await pair.left.hello();
      let settled = 0;
      const all = calls.map(({ kind, cancelAfter, timeout }, index) => {
        const controller = new AbortController();
        if (cancelAfter !== null) {
          afterTurns(cancelAfter, () => controller.abort());
        }
        const host = pair.left.host.with({ signal: controller.signal, ...(timeout && { timeout: 1 }) });
        const argument = kind === 'total' ? numbers() : kind === 'call' ? (value: unknown) => value : index;
        const count = () => {
          settled++;
        };
        return host.invoke(kind, argument, index).then(count, count);
      });
      afterTurns(endAfter, () => pair.disconnect());
      await Promise.all(all);
      expect(settled).toBe(calls.length);
      await pair.right.idle();
    }),
    { numRuns: 100 },
  );
});

async function* numbers(): AsyncGenerator<number> {
  yield 1;
  await new Promise((resolve) => setImmediate(resolve));
  yield 2;
}

function pieces(bytes: Buffer, size: number): Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

function afterTurns(turns: number, run: () => void): void {
  if (turns === 0) {
    run();
  } else {
    setImmediate(() => afterTurns(turns - 1, run));
  }
}
