import { expect, test } from 'vitest';
import type { Host } from '../../node-child/src/rpc/calls/remoteHost.js';
import { startModule } from './support.js';

const never = () => new Promise(() => {});

async function* noItems(): AsyncGenerator<number> {
  await never();
  yield 1;
}

/** Begins the call, waits until the host is asked for something, and cancels it. */
async function cancelLate(host: Host, name: string, args: readonly unknown[]): Promise<void> {
  const controller = new AbortController();
  const call = host.with({ signal: controller.signal }).invoke(name, ...args);
  // Answered behind it in the same stream of messages: by then the other has begun.
  await host.invoke('echo', name);
  controller.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
}

test.each([
  { name: 'invoke', args: () => [] },
  { name: 'invokeByName', args: () => [] },
  { name: 'callback', args: () => [never] },
  { name: 'argument', args: () => [noItems()] },
  { name: 'stream', args: () => [] },
  { name: 'none', args: () => [never, noItems()] },
])('a promise that fails before anybody looks at it ends no other call: $name', async ({ name, args }) => {
  await using node = await startModule('unheard.mjs', {}, { never });
  for (let round = 0; round < 50; round++) {
    await cancelLate(node.host, name, args());
  }
  // Each looks at its promise 20 ms after it has failed.
  const last = node.host.invoke('none', never, noItems());
  expect(await last).toBeNull();
  expect(node.child.stderr).toBe('');
});

test('a program need not look at the promises of a connection whose other side dies', async () => {
  await using node = await startModule('unheard.mjs', {});
  const { connection, child } = node;
  const left = [connection.peer.invoke('hang'), connection.peer.stream('hang').next()];
  await connection.peer.invoke('echo', 1);
  child.process.kill('SIGKILL');
  await child.exit();
  await connection.ended;
  for (const promise of left) {
    await expect(promise).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
  }
});
