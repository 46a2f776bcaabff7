import { expect, test, vi } from 'vitest';
import { deferred, echo, settle, startPair, waitForAbort } from './pair.js';
import { RawPeer } from './support.js';

test('a call that is cancelled before it is made is not sent', async () => {
  const peer = new RawPeer({}).hello();
  const reason = new Error('never mind');
  const call = peer.connection.host.with({ signal: AbortSignal.abort(reason) }).invoke('x');
  await expect(call).rejects.toBe(reason);
  await settle();
  expect(peer.messages).toEqual([]);
});

test('a cancelled call ends at once with the reason, and the function sees its signal', async () => {
  let seen: unknown;
  const ended = deferred();
  using pair = await startPair({
    wait: ({ signal }) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          seen = signal.reason;
          resolve('late');
          ended.resolve();
        }),
      ),
    echo,
  });
  const controller = new AbortController();
  const call = pair.child.with({ signal: controller.signal }).invoke('wait');
  await settle();
  controller.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
  await ended.promise;
  expect(seen).toMatchObject({ name: 'AbortError' });
  // The late answer is dropped, and the connection lives.
  expect(await pair.child.invoke('echo', 1)).toBe(1);
});

test('an answer that has won the race stands', async () => {
  using pair = await startPair({ echo });
  const controller = new AbortController();
  expect(await pair.child.with({ signal: controller.signal }).invoke('echo', 1)).toBe(1);
  controller.abort();
  expect(await pair.child.invoke('echo', 2)).toBe(2);
});

test('a function that asks for its signal after it was cancelled gets an aborted one', async () => {
  const seen = deferred<boolean>();
  const release = deferred();
  using pair = await startPair({
    slow: async (call) => {
      await release.promise;
      seen.resolve(call.signal.aborted);
    },
    echo,
  });
  const controller = new AbortController();
  const call = pair.child.with({ signal: controller.signal }).invoke('slow');
  await settle();
  controller.abort();
  await expect(call).rejects.toThrow();
  await pair.child.invoke('echo', 1);
  release.resolve();
  expect(await seen.promise).toBe(true);
});

test('a time-out ends the call, says so, and stops the function through the same signal', async () => {
  const aborted = deferred();
  using pair = await startPair({
    wait: async (call) => {
      await Promise.resolve(waitForAbort(call)).catch(() => aborted.resolve());
    },
  });
  await expect(pair.child.with({ timeout: 5 }).invoke('wait')).rejects.toMatchObject({
    name: 'CallTimeoutError',
    code: 'ERR_NODEPIPE_TIMEOUT',
    message: 'The call of wait was not answered within 5 ms.',
  });
  await aborted.promise;
});

test('the cancelling of the caller wins over its time-out, and infinite is possible', async () => {
  using pair = await startPair({ wait: waitForAbort, echo });
  const controller = new AbortController();
  const call = pair.child.with({ signal: controller.signal, timeout: 60_000 }).invoke('wait');
  controller.abort(new Error('mine'));
  await expect(call).rejects.toThrow('mine');
  expect(await pair.child.with({ timeout: Number.POSITIVE_INFINITY }).invoke('echo', 1)).toBe(1);
});

test('calls made in the course of a call are cancelled with it', async () => {
  const innerAborted = deferred();
  const failures: unknown[] = [];
  using pair = await startPair(
    {
      outer: async (call) => {
        const host = pair.childSide.hostFor(call);
        await host.invoke('inner').catch((reason) => failures.push(reason));
        // And what is begun afterwards does not begin.
        await host.invoke('inner').catch((reason) => failures.push(reason));
      },
    },
    {
      inner: async (call) => {
        await Promise.resolve(waitForAbort(call)).catch(() => innerAborted.resolve());
      },
    },
  );
  const controller = new AbortController();
  const call = pair.child.with({ signal: controller.signal }).invoke('outer');
  await settle();
  controller.abort();
  await expect(call).rejects.toThrow();
  await innerAborted.promise;
  await settle();
  expect(failures).toMatchObject([{ name: 'AbortError' }, { name: 'AbortError' }]);
});

test('the end of the connection aborts the signals of open calls', async () => {
  const aborted = deferred<unknown>();
  using pair = await startPair({
    wait: async (call) => {
      await Promise.resolve(waitForAbort(call)).catch(aborted.resolve);
    },
  });
  const call = pair.child.invoke('wait');
  await settle();
  pair.disconnect();
  await expect(call).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
  expect(await aborted.promise).toMatchObject({ name: 'AbortError' });
  await pair.childSide.idle();
});

test('to a plain peer a cancel is not sent: the caller just waits no longer', async () => {
  const peer = new RawPeer({ handlers: new Map([['echo', echo]]) });
  const controller = new AbortController();
  const call = peer.connection.host.with({ signal: controller.signal }).invoke('x');
  controller.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
  await settle();
  expect(peer.messages.map(({ message }) => message)).toEqual([
    { jsonrpc: '2.0', id: 1, method: 'x', params: [] },
  ]);
});

test('a call that is cancelled while its long values are on their way is not started', async () => {
  let starts = 0;
  using pair = await startPair({
    take: (call) => {
      starts++;
      return (call.arguments[0] as Buffer).length;
    },
  });
  const controller = new AbortController();
  const call = pair.child.with({ signal: controller.signal }).invoke('take', Buffer.alloc(5_000_000));
  controller.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
  expect(await pair.child.invoke('take', Buffer.alloc(3_000_000))).toBe(3_000_000);
  expect(starts).toBe(1);
});

test('a call that is cancelled before its long values have come is answered when they have', async () => {
  const peer = new RawPeer({ handlers: new Map([['echo', echo]]) }).hello();
  const request = { $bin: [], $long: [[1, 2]], jsonrpc: '2.0', id: 1, method: 'echo', params: [{ $bin: 0 }] };
  const cancel = { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 1 } };
  const chunk = { $bin: [2], jsonrpc: '2.0', method: '$/chunk', params: [1, { $bin: 0 }] };
  peer.send(request, cancel);
  await settle();
  expect(peer.messages).toEqual([]);
  peer.send(chunk, Buffer.from('ab'));
  expect(await peer.messagesUpTo(1)).toMatchObject([{ id: 1, error: { code: -32800 } }]);
  // The number is free again.
  peer.send({ jsonrpc: '2.0', id: 1, method: 'echo', params: [1] });
  expect(await peer.messagesUpTo(2)).toMatchObject([{}, { id: 1, result: 1 }]);
});

test('a time-out may be longer than a timer of Node can be', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    using pair = await startPair({ wait: waitForAbort });
    const timeout = 2 ** 32;
    const settled = vi.fn<(error: unknown) => void>();
    pair.child.with({ timeout }).invoke('wait').catch(settled);
    await vi.advanceTimersByTimeAsync(timeout - 1);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(settled).toHaveBeenCalledWith(expect.objectContaining({ code: 'ERR_NODEPIPE_TIMEOUT', timeout }));
  } finally {
    vi.useRealTimers();
  }
});

test('a time-out without end is none', async () => {
  using pair = await startPair({ echo });
  expect(await pair.child.with({ timeout: Number.POSITIVE_INFINITY }).invoke('echo', 1)).toBe(1);
});
