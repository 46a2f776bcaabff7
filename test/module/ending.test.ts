import { describe, expect, test } from 'vitest';
import { transports } from '../support/child.js';
import { startModule } from './support.js';

describe.each(transports)('over the %s transport', (io) => {
  test('process.exit() loses no answer that was given', async () => {
    await using node = await startModule('endings.mjs', { io });
    expect(await node.host.invoke('exitAfterAnswer', 3)).toHaveLength(300_000);
    await node.connection.ended;
    await node.connection.close();
    expect(await node.child.exit()).toEqual({ code: 3, signal: null });
  });

  test('process.exit() loses none of the bytes of an answer either', async () => {
    await using node = await startModule('endings.mjs', { io });
    const bytes = await node.host.invoke<Buffer>('exitAfterBytes', 5_000_000);
    expect(bytes.equals(Buffer.alloc(5_000_000, 'abc'))).toBe(true);
  });

  test('process.exit() loses no item that was yielded', async () => {
    await using node = await startModule('endings.mjs', { io });
    const items: unknown[] = [];
    const read = async () => {
      for await (const item of node.host.stream('exitAfterItems', 3)) {
        items.push(item);
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
    expect(items).toEqual([1, 2, 3]);
  });

  test.each([
    { name: 'throwLater', says: 'Error: thrown from a timer' },
    { name: 'rejectLater', says: 'Error: rejected by nobody' },
  ])(
    'what nobody catches ends it with code 1 and the stack on standard error: $name',
    async ({ name, says }) => {
      await using node = await startModule('endings.mjs', { io });
      await node.host.invoke(name);
      await node.connection.ended;
      await node.connection.close();
      expect(await node.child.exit()).toEqual({ code: 1, signal: null });
      expect(node.child.stderr).toContain(says);
      expect(node.child.stderr).toContain('endings.mjs');
    },
  );

  test('end of file aborts the signals of open calls, which may still answer', async () => {
    await using node = await startModule('endings.mjs', { io });
    const call = node.host.invoke('waitForEnd');
    // Answered behind it in the same stream of messages: by then the other has begun.
    await node.host.invoke('echo', 1);
    node.child.input.end();
    expect(await call).toBe('ended: AbortError');
    expect(await node.child.exit()).toEqual({ code: 0, signal: null });
  });

  test('a call that ignores the end keeps it only for the grace', async () => {
    await using node = await startModule('endings.mjs', { io });
    const call = node.host.invoke('ignoreEnd');
    await node.host.invoke('echo', 1);
    node.child.input.end();
    await expect(call).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
    expect(await node.child.exit()).toEqual({ code: 0, signal: null });
  });

  test('10 MiB of every kind goes there and back', async () => {
    await using node = await startModule('endings.mjs', { io });
    const text = 'žluť 日本 🜁 '.repeat(500_000);
    expect((await node.host.invoke<string>('echo', text)) === text).toBe(true);
    const bytes = Buffer.alloc(10_485_760, 'abc\n');
    const back = await node.host.invoke<{ bytes: Buffer }>('echo', { bytes });
    expect(back.bytes.equals(bytes)).toBe(true);
  });
});
