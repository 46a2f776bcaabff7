import { expect, test } from 'vitest';
import { poll } from '../support/poll.js';
import { startModule } from './support.js';

test('a hundred megabytes of arguments are free after the answer, though the call has started a timer', async () => {
  await using module = await startModule('heldArguments.mjs', { nodeArguments: ['--expose-gc'] });
  const { host } = module;
  const before = await host.invoke<number>('held');
  const length = 100_000_000;
  expect(await host.invoke('start', Buffer.alloc(length))).toBe(length);
  const after = await poll('the end of the bytes', async () => {
    const held = await host.invoke<number>('held');
    return held < before + length / 10 && { held };
  });
  expect(after.held).toBeLessThan(length / 10);
});
