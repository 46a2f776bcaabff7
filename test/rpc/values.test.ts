import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { echo, startPair } from './pair.js';

const selfJson = {
  a: 1,
  toJSON() {
    return this;
  },
};
const inRealm = (code: string): unknown => runInNewContext(code);
const returning = (value: unknown) => startPair({ give: () => value });

describe('a value', () => {
  test.each([
    { what: 'undefined becomes null', value: undefined, arrives: null },
    { what: 'null', value: null, arrives: null },
    { what: '0', value: 0, arrives: 0 },
    { what: 'false', value: false, arrives: false },
    { what: 'an empty string', value: '', arrives: '' },
    { what: 'an empty array', value: [], arrives: [] },
    { what: 'undefined in an array becomes null', value: [1, undefined], arrives: [1, null] },
    { what: 'an undefined member is left out', value: { a: undefined, b: 1 }, arrives: { b: 1 } },
    { what: 'the largest safe integer', value: 2 ** 53 - 1, arrives: 2 ** 53 - 1 },
    { what: 'a number too large for an integer', value: 1e300, arrives: 1e300 },
    {
      what: 'a double beyond 2^53',
      value: [1e17, -(2 ** 60), 2 ** 53],
      arrives: [1e17, -(2 ** 60), 2 ** 53],
    },
    { what: 'a negative zero', value: [-0, { zero: -0 }, 0], arrives: [-0, { zero: -0 }, 0] },
    { what: 'a negative zero alone', value: -0, arrives: -0 },
    { what: 'toJSON gives itself', value: selfJson, arrives: { a: 1 } },
    {
      what: 'bytes of another realm',
      value: inRealm('new Uint8Array([1, 2])'),
      arrives: Buffer.from([1, 2]),
    },
    { what: 'a buffer of another realm', value: inRealm('new ArrayBuffer(2)'), arrives: Buffer.alloc(2) },
    { what: 'a boxed text of another realm', value: inRealm('Object("a")'), arrives: 'a' },
    { what: 'a literal of another realm', value: inRealm('({ a: [1] })'), arrives: { a: [1] } },
    { what: 'an object without members', value: new (class Empty {})(), arrives: {} },
    { what: 'a date', value: new Date(0), arrives: '1970-01-01T00:00:00.000Z' },
    { what: 'toJSON', value: { a: { toJSON: (key: string) => `<${key}>` } }, arrives: { a: '<a>' } },
    {
      what: 'toJSON gives a date',
      value: { toJSON: () => new Date(0) },
      arrives: '1970-01-01T00:00:00.000Z',
    },
    {
      what: 'toJSON gives an undefined member',
      value: [{ toJSON: () => ({ a: undefined }) }],
      arrives: [{}],
    },
    { what: 'a URL', value: new URL('https://example.org/a'), arrives: 'https://example.org/a' },
    { what: 'a boxed number', value: Object(3), arrives: 3 },
    { what: 'no prototype', value: Object.assign(Object.create(null), { a: 1 }), arrives: { a: 1 } },
    { what: 'text that looks like an escape', value: '\\ud800 \\ud', arrives: '\\ud800 \\ud' },
    { what: 'text beyond 16 bits', value: '🜁 \u{10ffff}', arrives: '🜁 \u{10ffff}' },
  ])('arrives as it is: $what', async ({ value, arrives }) => {
    using pair = await returning(value);
    expect(await pair.child.invoke('give')).toEqual(arrives);
  });

  test('of a class arrives with its own members, not with its methods', async () => {
    class Point {
      x = 1;
      y = 2;
      length(): number {
        return Math.hypot(this.x, this.y);
      }
    }
    using pair = await returning({ points: [new Point()] });
    expect(await pair.child.invoke('give')).toEqual({ points: [{ x: 1, y: 2 }] });
  });

  test('that is an error arrives as its data', async () => {
    const error = Object.assign(new RangeError('too far', { cause: new Error('why') }), { code: 'E_FAR' });
    using pair = await returning({ error });
    expect(await pair.child.invoke('give')).toEqual({
      error: expect.objectContaining({
        name: 'RangeError',
        message: 'too far',
        code: 'E_FAR',
        cause: expect.objectContaining({ message: 'why' }),
      }),
    });
  });

  test('with a member called __proto__ keeps it, also beside bytes', async () => {
    const value: object = JSON.parse('{"__proto__":{"a":1},"b":2}');
    using pair = await startPair({ echo });
    for (const sent of [value, Object.assign(value, { bytes: Buffer.from('x') })]) {
      const back = await pair.child.invoke<object>('echo', sent);
      expect(JSON.stringify(back)).toMatch(/^\{"__proto__":\{"a":1\},"b":2/);
      expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    }
  });

  test('nested 512 deep goes there and back', async () => {
    const deep = JSON.parse(`${'['.repeat(512)}1${']'.repeat(512)}`);
    using pair = await startPair({ echo });
    expect(await pair.child.invoke('echo', deep)).toEqual(deep);
  });

  test('whatever JSON can carry comes back the same', async () => {
    using pair = await startPair({ echo });
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), async (value) => {
        fc.pre(JSON.stringify(value).isWellFormed() && !JSON.stringify(value).includes('\\ud'));
        expect(await pair.child.invoke('echo', value)).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a value that would be damaged is an error of that call that names its path:', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const sparse = [1];
  sparse[2] = 3;

  test.each([
    { value: { items: [1, 2, 3, { price: Number.NaN }] }, says: /^result\.items\[3\]\.price is NaN/ },
    { value: Number.POSITIVE_INFINITY, says: /^result is Infinity/ },
    { value: { 'a b': [Number.NEGATIVE_INFINITY] }, says: /^result\["a b"\]\[0\] is -Infinity/ },
    { value: [10n], says: /^result\[0\] is a BigInt/ },
    { value: { tags: new Map() }, says: /^result\.tags is a Map/ },
    { value: [new Set([1])], says: /^result\[0\] is a Set/ },
    { value: { later: [Promise.resolve()] }, says: /^result\.later\[0\] is a promise/ },
    { value: { at: new Date('never') }, says: /^result\.at is an invalid Date/ },
    { value: { run: () => 1 }, says: /^result\.run is a function/ },
    { value: Symbol('s'), says: /^result is a symbol/ },
    { value: sparse, says: /^result\[1\] is a hole/ },
    { value: { pattern: /a/ }, says: /^result\.pattern is a RegExp/ },
    { value: { numbers: new Float64Array(2) }, says: /^result\.numbers is a Float64Array/ },
    { value: { text: 'a\ud800' }, says: /^result\.text holds a lone surrogate/ },
    { value: { '\udc00': 1 }, says: /has a name with a lone surrogate/ },
    { value: new URLSearchParams('a=1'), says: /^result is a URLSearchParams; send \[\.\.\.x\]/ },
    { value: { at: inRealm('new Date(NaN)') }, says: /^result\.at is an invalid Date/ },
    { value: [inRealm('/a/')], says: /^result\[0\] is a RegExp/ },
    { value: [inRealm('Promise.resolve()')], says: /^result\[0\] is a promise/ },
    { value: [inRealm('new Map()')], says: /^result\[0\] is a Map/ },
    { value: [inRealm('new WeakMap()')], says: /^result\[0\] is a WeakMap/ },
    { value: { it: new Response('a') }, says: /^result\.it is a Response; await/ },
    { value: { it: new AbortController() }, says: /^result\.it is a AbortController, of which JSON keeps/ },
    { value: Object(Symbol('s')), says: /^result is a symbol/ },
    { value: Object(1n), says: /^result is a BigInt/ },
    { value: Object.assign([1], { toJSON: () => Number.NaN }), says: /^result is NaN/ },
    { value: new (class extends Set {})(), says: /^result is a Set/ },
    {
      value: new (class {
        *[Symbol.iterator]() {}
      })(),
      says: /^result is a sequence; send/,
    },
    { value: cycle, says: /^result\.\w+ refers back to what holds it/ },
    { value: JSON.parse('['.repeat(513) + ']'.repeat(513)), says: /is nested more than 512 deep/ },
    {
      value: { bytes: new Uint8Array(1), data: [{ $bin: 0 }] },
      says: /^result holds an object whose only member is \$bin/,
    },
    {
      value: [{ $bin: 0, x: undefined }, new Uint8Array(1)],
      says: /^result holds an object whose only member is \$bin/,
    },
  ])('$says', async ({ value, says }) => {
    using pair = await startPair({ give: () => value, echo });
    await expect(pair.child.invoke('give')).rejects.toMatchObject({
      rpcCode: -32603,
      message: expect.stringMatching(says),
    });
    // The connection lives.
    expect(await pair.child.invoke('echo', 1)).toBe(1);
  });

  test('in the arguments nothing is sent', async () => {
    let calls = 0;
    using pair = await startPair({ count: () => ++calls });
    await expect(pair.child.invoke('count', 1, { a: [Number.NaN] })).rejects.toMatchObject({
      name: 'UnsendableValueError',
      code: 'ERR_NODEPIPE_VALUE',
      message: expect.stringMatching(/^arguments\[1\]\.a\[0\] is NaN/),
    });
    expect(await pair.child.invoke('count')).toBe(1);
  });
});

describe('bytes', () => {
  test.each([
    { what: 'a Uint8Array', value: new Uint8Array([1, 2]) },
    { what: 'a Buffer', value: Buffer.from([1, 2]) },
    { what: 'an ArrayBuffer', value: new Uint8Array([1, 2]).buffer },
    { what: 'what toJSON gives', value: { toJSON: () => Buffer.from([1, 2]) } },
    { what: 'a view of a part', value: new Uint8Array([0, 1, 2, 3]).subarray(1, 3) },
  ])('arrive as a Uint8Array: $what', async ({ value }) => {
    using pair = await startPair({ echo });
    const back = await pair.child.invoke<{ deep: unknown[] }>('echo', { deep: [value] });
    expect(back.deep[0]).toBeInstanceOf(Uint8Array);
    expect(Buffer.from(back.deep[0] as Uint8Array)).toEqual(Buffer.from([1, 2]));
  });

  test.each([0, 1, 1_048_576, 1_048_577, 5_000_000])('arrive whole, %i of them', async (length) => {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; at += 997) {
      bytes[at] = at;
    }
    using pair = await startPair({ echo });
    const back = await pair.child.invoke<Buffer[]>('echo', [bytes, Buffer.from('x')]);
    expect(back[0]?.equals(bytes)).toBe(true);
    expect(back[1]).toEqual(Buffer.from('x'));
  });

  test('of several long values come while small calls go on', async () => {
    using pair = await startPair({ echo });
    const bytes = Buffer.alloc(20_000_000, 7);
    let small = 0;
    let isDone = false;
    const large = Promise.all([
      pair.child.invoke<Buffer>('echo', bytes),
      pair.child.invoke<Buffer>('echo', bytes),
    ]);
    const counting = (async () => {
      while (!isDone) {
        await pair.child.invoke('echo', 1);
        small++;
      }
    })();
    const [first, second] = await large;
    isDone = true;
    await counting;
    expect(first.equals(bytes)).toBe(true);
    expect(second.equals(bytes)).toBe(true);
    expect(small).toBeGreaterThan(5);
  });
});
