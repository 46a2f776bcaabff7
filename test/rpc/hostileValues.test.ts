import { describe, expect, test } from 'vitest';
import type { RemoteError } from '../../node-child/src/errors/remoteError.js';
import { echo, startPair } from './pair.js';

const fail = (): never => {
  throw new Error('a trap');
};

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const caughtFrom = (run: Promise<unknown>) =>
  run.then(
    () => fail(),
    (error: unknown) => error as RemoteError,
  );

describe('a function that throws what cannot be read fails alone:', () => {
  const withGetter = Object.defineProperty(Object.assign(new RangeError('x'), { fine: 1 }), 'bad', {
    enumerable: true,
    get: fail,
  });
  const withObject = Object.assign(new Error('x'), { message: Object.create(null) });
  const withoutErrors = Object.assign(new AggregateError([new Error('a')], 'all'), { errors: undefined });
  const throwingStack = Object.defineProperty(new Error('x'), 'stack', { get: fail });

  test.each([
    [
      'an error with a getter that throws',
      withGetter,
      { name: 'RangeError', message: 'x', properties: { fine: 1 } },
    ],
    ['an error whose message is no text', withObject, { name: 'Error', message: '[object Object]' }],
    ['an AggregateError without errors', withoutErrors, { name: 'AggregateError', message: 'all' }],
    ['an error whose stack throws', throwingStack, { message: 'x', remoteStack: undefined }],
    ['a proxy with traps that throw', new Proxy(new Error('x'), { get: fail }), { name: 'Error' }],
    [
      'a proxy that throws at every look',
      new Proxy({}, { get: fail, getPrototypeOf: fail }),
      { name: 'Error' },
    ],
    ['a proxy that is revoked', revoked(), { name: 'Error' }],
  ])('%s', async (_name, thrown, expected) => {
    using pair = await startPair({
      now: () => {
        throw thrown;
      },
      later: () => Promise.reject(thrown),
      give: async function* () {
        yield 1;
        throw thrown;
      },
      echo,
    });
    expect(await caughtFrom(pair.child.invoke('now'))).toMatchObject(expected);
    expect(await caughtFrom(pair.child.invoke('later'))).toMatchObject(expected);
    const stream = pair.child.stream('give');
    await stream.next();
    expect(await caughtFrom(stream.next())).toMatchObject(expected);
    expect(await pair.child.invoke('echo', 1)).toBe(1);
  });

  test('an AggregateError that holds itself three times', async () => {
    const error = new AggregateError([new TypeError('one')], 'all');
    error.errors.push(error, error, error);
    using pair = await startPair({ now: () => Promise.reject(error) });
    const { message, properties } = await caughtFrom(pair.child.invoke('now'));
    expect(message).toBe('all');
    const again = { name: 'AggregateError', message: 'all' };
    expect(properties['errors']).toEqual([expect.objectContaining({ message: 'one' }), again, again, again]);
  });

  test('errors that hold each other in many ways are described a hundred times at most', async () => {
    const errors = Array.from({ length: 20 }, (_, index) => new AggregateError([], `${index}`));
    for (const [index, error] of errors.entries()) {
      error.errors.push(...errors.slice(index + 1), ...errors.slice(index + 1));
    }
    using pair = await startPair({ now: () => Promise.reject(errors[0]) });
    const { data } = await caughtFrom(pair.child.invoke('now'));
    expect(JSON.stringify(data).match(/"stack"/g)?.length).toBe(100);
  });
});

describe('a function that returns what cannot be read fails alone:', () => {
  test.each([
    ['an object whose then throws', Object.defineProperty({}, 'then', { enumerable: true, get: fail })],
    ['a proxy that is revoked', revoked()],
    ['a proxy with traps that throw', new Proxy({}, { has: fail, get: fail, ownKeys: fail })],
  ])('%s', async (_name, value) => {
    using pair = await startPair({ give: () => value, later: async () => [value], echo });
    await expect(pair.child.invoke('give')).rejects.toMatchObject({ rpcCode: -32603 });
    await expect(pair.child.invoke('later')).rejects.toMatchObject({ name: expect.any(String) });
    expect(await pair.child.invoke('echo', 1)).toBe(1);
  });
});
