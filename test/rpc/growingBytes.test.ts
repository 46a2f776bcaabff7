import { expect, test } from 'vitest';
import { GrowingBytes } from '../../node-child/src/rpc/values/growingBytes.js';

test('of 64 chunks no more than the first is copied', () => {
  const bytes = new GrowingBytes(100 * 64);
  const places = Array.from({ length: 64 }, () => {
    const place = bytes.place(100);
    bytes.add(place);
    return place.buffer;
  });
  expect(new Set(places).size).toBe(2);
});

test('bytes that are added again are other bytes', () => {
  const bytes = new GrowingBytes(4);
  const place = bytes.place(2);
  place.set([1, 2]);
  bytes.add(place);
  bytes.add(place);
  expect([...bytes.bytes]).toEqual([1, 2, 1, 2]);
});
