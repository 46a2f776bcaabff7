import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { checkConnectOptions } from '../../node-child/src/hosting/connectOptions.js';
import { connect, openLineChannel, openMessageChannel } from '../../node-child/src/index.js';
import type { CallOptions } from '../../node-child/src/rpc/calls/callOptions.js';
import { deferred, echo, settle, startPair, waitForAbort } from './pair.js';

const names = 'signal, timeout, progress, traceparent, tracestate';
const signalAdvice = 'give an AbortSignal, such as the signal of an AbortController';

test.each<{ options: unknown; says: string }>([
  { options: undefined, says: 'The options of with() are undefined; give an object.' },
  { options: null, says: 'The options of with() are null; give an object.' },
  { options: 5, says: 'The options of with() are 5; give an object.' },
  {
    options: { signal: new AbortController() },
    says: `The option signal of with() is of type AbortController; ${signalAdvice}.`,
  },
  { options: { signal: null }, says: `The option signal of with() is null; ${signalAdvice}.` },
  {
    options: { timeout: '5' },
    says: 'The option timeout of with() is "5"; give a number of milliseconds.',
  },
  { options: { progress: 1 }, says: 'The option progress of with() is 1; give a function.' },
  { options: { traceparent: 1 }, says: 'The option traceparent of with() is 1; give a string.' },
  { options: { tracestate: {} }, says: 'The option tracestate of with() is {}; give a string.' },
  {
    options: { tracestate: Object.create(null) },
    says: 'The option tracestate of with() is of type object; give a string.',
  },
  { options: { timeOut: 5 }, says: `with() has no option timeOut; there are ${names}.` },
  { options: { toString: 5 }, says: `with() has no option toString; there are ${names}.` },
])(
  'an option of a call that is none is a TypeError that says what to give: $says',
  async ({ options, says }) => {
    using pair = await startPair({ echo });
    expect(() => pair.child.with(options as CallOptions)).toThrow(new TypeError(says));
    expect(await pair.child.invoke('echo', 1)).toBe(1);
  },
);

test.each([-1, Number.NaN])('a time-out of %d is a RangeError', async (timeout) => {
  using pair = await startPair({ echo });
  const says = `The time-out is ${timeout} ms; give 0 or more, or Infinity for none.`;
  expect(() => pair.child.with({ timeout })).toThrow(new RangeError(says));
});

test('an option that is undefined counts as left out', async () => {
  using pair = await startPair({ echo });
  const options = { signal: undefined, timeout: undefined, progress: undefined, traceparent: undefined };
  expect(await pair.child.with(options).invoke('echo', 1)).toBe(1);
});

test('the signal may be one of another realm', async () => {
  using pair = await startPair({ wait: waitForAbort });
  const controller = runInNewContext('new AbortController()', {
    AbortController: class {
      readonly #inner = new AbortController();
      readonly signal = {
        aborted: false,
        reason: 'foreign',
        addEventListener: (name: string, run: () => void) => this.#inner.signal.addEventListener(name, run),
        removeEventListener: (name: string, run: () => void) =>
          this.#inner.signal.removeEventListener(name, run),
      };
      abort() {
        this.#inner.abort();
      }
    },
  });
  const call = pair.child.with({ signal: controller.signal }).invoke('wait');
  await settle();
  controller.abort();
  await expect(call).rejects.toBe('foreign');
});

test('a signal that throws keeps neither its call nor the end from settling, and hurts no other', async () => {
  const reports = vi.spyOn(console, 'error').mockImplementation(() => {});
  const ended = deferred();
  using pair = await startPair({
    wait: async (call) => {
      await Promise.resolve(waitForAbort(call)).catch(() => ended.resolve());
    },
    echo,
  });
  const refuse = () => {
    throw new Error('not this listener');
  };
  const deaf = { aborted: false, addEventListener: refuse, removeEventListener: () => {} };
  const clinging = { aborted: false, addEventListener: () => {}, removeEventListener: refuse };
  const host = (signal: object) => pair.child.with({ signal: signal as AbortSignal });
  await expect(host(deaf).invoke('wait')).rejects.toThrow('not this listener');
  const open = [host(clinging).invoke('wait'), pair.child.invoke('wait')];
  expect(await host(clinging).invoke('echo', 1)).toBe(1);
  await settle();
  pair.disconnect();
  for (const call of open) {
    await expect(call).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
  }
  expect(await pair.hostSide.ended).toBeUndefined();
  await ended.promise;
  expect(reports.mock.calls).toContainEqual([expect.stringMatching(/^nodepipe: /), expect.any(Error)]);
  reports.mockRestore();
});

test.each<{ options: unknown; says: RegExp }>([
  { options: null, says: /^The options of connect\(\) are null; give an object\.$/ },
  {
    options: { over: { readable: undefined } },
    says: /^The option over of connect\(\) is \{ readable: undefined \}; /,
  },
  { options: { transport: 'pipe' }, says: / is "pipe"; give fs or socket\.$/ },
  { options: { functions: { a: 1 } }, says: /; give an object whose members are functions\.$/ },
  { options: { hello: true }, says: / is true; give 'say' or 'answer'\.$/ },
  { options: { timeout: -1 }, says: / is -1; give a number of milliseconds from 0/ },
  { options: { signal: new AbortController() }, says: / is of type AbortController; give an AbortSignal/ },
  { options: { maxOpenCalls: '5' }, says: /; give a number from 1 upwards\.$/ },
  { options: { maxMessageLength: 0 }, says: /; give a number of bytes from 1 to 536870888, the length / },
  { options: { maxMessageLength: 536_870_889 }, says: /; give a number of bytes from 1 to 536870888, / },
  {
    options: { function: {} },
    says: /^connect\(\) has no option function; there are over, transport, framing, functions, hello, timeout, signal, maxM/,
  },
])('an option of connect() that is none is a TypeError: $says', async ({ options, says }) => {
  await expect(connect(options as object)).rejects.toThrow(
    expect.objectContaining({ name: 'TypeError', message: expect.stringMatching(says) }),
  );
});

test('a limit may be 1', () => {
  expect(() => checkConnectOptions({ maxOpenCalls: 1, maxMessageLength: 1 })).not.toThrow();
});

test('so is one of openLineChannel() and of openMessageChannel()', async () => {
  await expect(openLineChannel({ over: 3 } as never)).rejects.toThrow(
    /^The option over of openLineChannel\(\) is 3; give two descriptors as \{ readFd, writeFd \}, /,
  );
  await expect(openLineChannel({ maxMessageLength: 536_870_889 })).rejects.toThrow(/ from 1 to 536870888, /);
  await expect(openMessageChannel({ maxWaitingBytes: 0 })).rejects.toThrow(
    /; give a number from 1 upwards\.$/,
  );
  await expect(openMessageChannel({ framing: { name: 'lines' } } as never)).rejects.toThrow(
    /; give one of framings: lines, nulTerminated, lengthPrefixed, headers\.$/,
  );
});
