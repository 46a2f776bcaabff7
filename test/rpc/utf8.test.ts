import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutText, encodedLength, encodeInPieces } from '../../node-child/src/transport/utf8.js';

const wellFormed = fc.string({ unit: fc.constantFrom('a', 'é', '日', '👩') });

test('a text is cut into parts that hold whole characters and are not too long', () => {
  fc.assert(
    fc.property(wellFormed, fc.integer({ min: 2, max: 20 }), (text, mostUnits) => {
      const parts = [...cutText(text, mostUnits)];
      expect(parts.join('')).toBe(text);
      for (const part of parts) {
        expect(part.isWellFormed()).toBe(true);
        expect(part.length).toBeLessThanOrEqual(mostUnits);
      }
    }),
  );
});

test.each([0, 1, 2, 3])(
  'a text of several pieces is measured and encoded as a whole, moved by %i',
  (shift) => {
    for (const character of ['a', 'é', '日', '👩']) {
      const text = 'x'.repeat(shift) + character.repeat(100_000);
      const pieces: Buffer[] = [];
      encodeInPieces(text, (bytes) => pieces.push(Buffer.from(bytes)));
      expect(pieces.length).toBeGreaterThan(1);
      expect(Buffer.concat(pieces).equals(Buffer.from(text))).toBe(true);
      expect(encodedLength(text)).toBe(Buffer.byteLength(text));
    }
  },
);
