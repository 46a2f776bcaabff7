import type { Handler } from '../../node-child/src/rpc/calls/incomingCall.js';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function depthOf(value: unknown): number {
  return isObject(value) ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
}

function lengthsOf(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return value.length;
  }
  if (Array.isArray(value)) {
    return value.map(lengthsOf);
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, lengthsOf(member)]))
    : value;
}

async function* count(limit: number): AsyncGenerator<number> {
  for (let number = 1; number <= limit; number++) {
    yield number;
  }
}

async function* countAndFail(limit: number): AsyncGenerator<number> {
  yield* count(limit);
  throw new Error('failed');
}

async function total(numbers: AsyncIterable<number>): Promise<number> {
  let sum = 0;
  for await (const number of numbers) {
    sum += number;
  }
  return sum;
}

/** The methods that test/wire/README.md names. */
export const wireMethods: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['echo', (call) => call.arguments[0]],
  ['číslo 日本', () => 1],
  ['depth', (call) => depthOf(call.arguments[0])],
  ['lengths', (call) => lengthsOf(call.arguments[0])],
  [
    'nest',
    (call) => JSON.parse('['.repeat(Number(call.arguments[0])) + ']'.repeat(Number(call.arguments[0]))),
  ],
  ['nan', () => Number.NaN],
  [
    'fail',
    () => {
      throw new Error('failed');
    },
  ],
  [
    'wait',
    ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  ],
  ['count', (call) => count(Number(call.arguments[0]))],
  ['countAndFail', (call) => countAndFail(Number(call.arguments[0]))],
  ['total', (call) => total(call.arguments[0] as AsyncIterable<number>)],
  [
    'call',
    (call) => {
      const [callback, value] = call.arguments as [(value: unknown) => unknown, unknown];
      return callback(value);
    },
  ],
  [
    'steps',
    (call) => {
      for (let step = 1; step <= Number(call.arguments[0]); step++) {
        call.progress(step);
      }
      return 'done';
    },
  ],
  ['trace', ({ traceparent, tracestate }) => [traceparent, tracestate]],
  ['update', () => undefined],
]);

/** The methods of the examples of JSON-RPC 2.0. */
export const exampleMethods: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  [
    'subtract',
    ({ params }) => {
      const { minuend, subtrahend } = Array.isArray(params)
        ? { minuend: params[0], subtrahend: params[1] }
        : (params as { minuend: number; subtrahend: number });
      return minuend - subtrahend;
    },
  ],
  ['sum', (call) => (call.arguments as number[]).reduce((sum, number) => sum + number, 0)],
  ['get_data', () => ['hello', 5]],
  ['update', () => undefined],
  ['notify_hello', () => undefined],
  ['notify_sum', () => undefined],
]);
