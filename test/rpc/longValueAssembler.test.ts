import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RawPeer } from './support.js';

const MEBIBYTE = 1024 * 1024;

/** What each value counts for beside its bytes, while it is waited for. */
const BYTES_FOR_EACH = 200;

type Announced = readonly (readonly [number: number, length: number])[];

const announce = (values: Announced) => {
  const markers = values.map((_, index) => `{"$bin":${index}}`);
  return `{"$bin":[],"$long":${JSON.stringify(values)},"jsonrpc":"2.0","id":1,"method":"take","params":[[${markers}]]}`;
};

/** The ways to write a chunk: the first is the one that peers should write. */
const chunkForms: readonly ((number: number, length: number) => string)[] = [
  (n, l) => `{"$bin":[${l}],"jsonrpc":"2.0","method":"$/chunk","params":[${n},{"$bin":0}]}`,
  (n, l) => `{"$bin":[${l}],"jsonrpc":"2.0","method":"$/chunk","params":[${n},{"$bin":0}] }`,
  (n, l) => `{"$bin":[${l}],"jsonrpc":"2.0","method":"$\\/chunk","params":[${n},{"$bin":0}]}`,
  (n, l) => `{"$bin":[${l}],"params":[${n},{"$bin":0}],"method":"\\u0024/chunk","jsonrpc":"2.0"}`,
  (n, l) => `{"$bin":[${l}],"jsonrpc":"2.0","method":"$/chunk","params":[${n},{"$bin":0}],"more":1}`,
];
const [usualForm = () => ''] = chunkForms;

class TakingPeer extends RawPeer {
  /** What each call has been given. */
  readonly taken: Buffer[][];

  constructor(maxMessageLength = 256 * MEBIBYTE) {
    const taken: Buffer[][] = [];
    const take = (call: { readonly arguments: readonly unknown[] }) => {
      taken.push(call.arguments[0] as Buffer[]);
    };
    super({ handlers: new Map([['take', take]]), maxMessageLength, maxBufferedBytes: maxMessageLength });
    this.taken = taken;
    this.hello();
  }

  chunk(number: number, bytes: Buffer, form = usualForm): void {
    this.send(form(number, bytes.length), bytes);
  }
}

test('long values come whole, whatever form and length their chunks have, in whatever turns', () => {
  const chunk = fc.record({
    value: fc.nat(3),
    form: fc.constantFrom(...chunkForms),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.integer({ min: 30_000, max: 100_000 }).map((length) => new Uint8Array(length).fill(length % 251)),
    ),
  });
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 40 }), fc.integer({ min: 1, max: 70_000 }), (chunks, cut) => {
      const peer = new TakingPeer();
      const whole = [0, 1, 2, 3].map((value) =>
        Buffer.concat(chunks.filter((one) => one.value === value).map(({ bytes }) => bytes)),
      );
      peer.send(announce(whole.map(({ length }, value) => [value, length])));
      // To an empty value belongs no chunk.
      for (const { value, form, bytes } of chunks.filter(({ bytes }) => bytes.length > 0)) {
        sendCut(peer, Buffer.concat([Buffer.from(`${form(value, bytes.length)}\n`), bytes]), cut);
      }
      expect(peer.taken).toHaveLength(1);
      expect(peer.taken[0]?.map((one, index) => one.equals(whole[index] ?? one))).toEqual(
        whole.map(() => true),
      );
      expect(peer.taken[0]?.map(({ buffer }) => buffer.byteLength)).toEqual(
        whole.map(({ length }) => length),
      );
    }),
    { numRuns: 200 },
  );
});

/** Reads to where the connection wants the bytes, as a transport does. */
function sendCut(peer: RawPeer, bytes: Buffer, cut: number): void {
  for (let rest = bytes; rest.length > 0; ) {
    const target = peer.connection.buffer();
    const memory = target ?? Buffer.alloc(cut);
    const length = Math.min(rest.length, memory.length, cut);
    rest.copy(memory, 0, 0, length);
    peer.connection.data(memory.subarray(0, length));
    if (target === undefined) {
      memory.fill(0x21);
    }
    rest = rest.subarray(length);
  }
}

test('who announces much and sends little makes nobody hold much', () => {
  const peer = new TakingPeer();
  const before = process.memoryUsage().arrayBuffers;
  for (let value = 0; value < 100; value++) {
    peer.send(announce([[value, 100 * MEBIBYTE]]));
    for (let part = 0; part < 3; part++) {
      peer.chunk(value, Buffer.alloc(100));
    }
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * MEBIBYTE);
});

test('what has come of all messages together is bounded, and the error names the option', async () => {
  const peer = new TakingPeer(10_000);
  let left = 10_000;
  for (let value = 1; value <= 5; value++) {
    const line = announce([[value, 10_000]]);
    peer.send(line);
    peer.chunk(value, Buffer.alloc(1_000));
    left -= line.length + BYTES_FOR_EACH + 1_000;
  }
  peer.chunk(5, Buffer.alloc(left));
  peer.send({ jsonrpc: '2.0', id: 2, method: 'take', params: [['still there']] });
  expect(peer.taken).toEqual([['still there']]);
  peer.chunk(5, Buffer.alloc(1));
  const message = expect.stringMatching(
    /^Messages that have not come whole hold 10001 bytes, which is over the limit of 10000 bytes; raise maxBufferedBytes,/,
  );
  expect(await peer.connection.ended).toMatchObject({ code: 'ERR_NODEPIPE_PROTOCOL', message });
  expect(peer.messages.at(-1)?.message).toMatchObject({ id: null, error: { code: -32600, message } });
});

test('what is only announced counts by its own length', async () => {
  const peer = new TakingPeer(4_000);
  const mostLines = Math.floor(4_000 / (announce([[10, 1]]).length + BYTES_FOR_EACH));
  for (let value = 10; value < 10 + mostLines; value++) {
    peer.send(announce([[value, 1]]));
  }
  peer.send({ jsonrpc: '2.0', id: 2, method: 'take', params: [['still there']] });
  expect(peer.taken).toEqual([['still there']]);
  peer.send(announce([[99, 1]]));
  expect(await peer.connection.ended).toMatchObject({ code: 'ERR_NODEPIPE_PROTOCOL' });
});

test('bytes that wait beside long values count too', async () => {
  const peer = new TakingPeer(2_000);
  const line = (value: number) =>
    `{"$bin":[900],"$long":[[${value},1]],"jsonrpc":"2.0","id":1,"method":"take","params":[[{"$bin":0},{"$bin":1}]]}`;
  for (let value = 10; value < 14; value++) {
    peer.send(line(value), Buffer.alloc(900));
  }
  expect(await peer.connection.ended).toMatchObject({ code: 'ERR_NODEPIPE_PROTOCOL' });
});

test('a number that is still in use cannot be announced again', async () => {
  const peer = new TakingPeer();
  peer.send(announce([[1, 2]]));
  peer.chunk(1, Buffer.alloc(2));
  peer.send(announce([[1, 2]]));
  expect(peer.taken).toHaveLength(1);
  peer.send(announce([[1, 2]]));
  const message = expect.stringMatching(/^A long value is announced as 1 of 2 bytes; /);
  expect(await peer.connection.ended).toMatchObject({ code: 'ERR_NODEPIPE_PROTOCOL', message });
});

test('what has come whole is not counted any more', () => {
  const peer = new TakingPeer(1_000);
  for (let value = 1; value <= 20; value++) {
    peer.send(announce([[value, 1_000]]));
    peer.chunk(value, Buffer.alloc(999));
    peer.chunk(value, Buffer.alloc(1));
  }
  expect(peer.taken).toHaveLength(20);
});

test.each(chunkForms.map((form) => ({ form, line: form(1, 3) })))(
  'a chunk of nothing, or of more than was announced, ends the connection: $line',
  async ({ form }) => {
    for (const [number, length] of [
      [2, 1],
      [1, 3],
    ] as const) {
      const peer = new TakingPeer();
      peer.send(announce([[1, 2]]));
      peer.chunk(number, Buffer.alloc(length), form);
      expect(await peer.connection.ended).toMatchObject({ code: 'ERR_NODEPIPE_PROTOCOL' });
    }
  },
);

test('what only holds the text of a chunk is none, and has bytes of its own', async () => {
  const peer = new TakingPeer();
  peer.send(announce([[7, 4_096]]));
  const answer = peer.connection.host.invoke<string>('ask');
  await peer.messagesUpTo(1);
  peer.send(
    '{"$bin":[10],"jsonrpc":"2.0","id":1,"result":{"$text":0},"z":{"method":"$/chunk","params":[7]}}',
    Buffer.from('0123456789'),
  );
  expect(await answer).toBe('0123456789');
  peer.chunk(7, Buffer.alloc(4_096, 'a'));
  expect(peer.taken).toEqual([[Buffer.alloc(4_096, 'a')]]);
});
