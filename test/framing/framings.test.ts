import { describe, expect, test } from 'vitest';
import { allFramings, encode, FrameHash, random, randomFrames, read } from './support.js';

const FRAMES = 100_000;
const SEED = 20_261_124;

describe.each(allFramings)('the framing $name', (framing) => {
  test('gives 100,000 frames of random sizes as they were sent, however the bytes are cut', {
    timeout: 120_000,
  }, () => {
    const [sent, received] = [new FrameHash(), new FrameHash()];
    const encoded: Buffer[] = [];
    for (const frame of randomFrames(FRAMES, SEED)) {
      sent.add(frame);
      encoded.push(encode(framing, frame));
    }
    const bytes = Buffer.concat(encoded);
    const next = random(SEED + 1);
    const reader = framing.createReader((frame) => received.add(frame), 1_000_000);
    const memory = Buffer.alloc(128 * 1024);
    for (let start = 0; start < bytes.length; ) {
      const length = Math.min(1 + Math.floor(next() ** 6 * memory.length), bytes.length - start);
      bytes.copy(memory, 0, start, start + length);
      reader.push(memory.subarray(0, length));
      memory.fill(0x21, 0, length);
      start += length;
    }
    reader.end();
    expect(reader.isBetweenFrames).toBe(true);
    expect(received.digest()).toBe(sent.digest());
  });

  test('carries an empty frame, and one that ends with CR', () => {
    const frames = ['', 'a\r', 'b', ''];
    const bytes = Buffer.concat(frames.map((frame) => encode(framing, frame)));
    expect(read(framing, [bytes])).toEqual({ frames, error: undefined });
    expect(
      read(
        framing,
        [...bytes].map((byte) => Uint8Array.of(byte)),
      ),
    ).toEqual({ frames, error: undefined });
  });

  test('takes a frame of exactly the limit, and none longer', () => {
    const bytes = (length: number) =>
      Buffer.concat([encode(framing, 'a'), encode(framing, 'x'.repeat(length))]);
    expect(read(framing, [bytes(50)], 50)).toEqual({ frames: ['a', 'x'.repeat(50)], error: undefined });
    for (const chunks of [[bytes(51)], [...bytes(51)].map((byte) => Uint8Array.of(byte))]) {
      const { frames, error } = read(framing, chunks, 50);
      expect(frames).toEqual(['a']);
      expect(error).toMatchObject({
        code: expect.stringMatching(/^ERR_NODEPIPE_(LINE|FRAME)_TOO_LONG$/),
        limit: 50,
      });
    }
  });

  test('stops behind the frame at which it is told to, for the bytes that follow are no frames', () => {
    const frames: string[] = [];
    const reader = framing.createReader((frame) => {
      frames.push(frame.toString());
      reader.pause();
    }, 100);
    const frame = encode(framing, 'one');
    const chunk = Buffer.concat([frame, Buffer.from('\n\0xyz'), encode(framing, 'two')]);
    expect(reader.push(chunk)).toBe(frame.length);
    expect(reader.push(chunk, frame.length + 5)).toBe(chunk.length);
    expect(frames).toEqual(['one', 'two']);
  });
});
