import { describe, expect, test } from 'vitest';
import { startModule } from './support.js';

const ROUNDS = 200;
const failures = [
  { name: 'missingFile', says: /^ENOENT: / },
  { name: 'brokenGzip', says: /^incorrect header check/ },
  { name: 'destroyedAtOnce', says: /^broken at once$/ },
  { name: 'emitted', says: /^emitted$/ },
];
const refuse = () => {
  throw new Error('not today');
};

describe.each(failures)('a stream of Node that fails before its first item ($name)', ({ name, says }) => {
  test('fails for its reader alone, whenever that begins to read', async () => {
    await using node = await startModule('failingStreams.mjs', {});
    const { host } = node;
    for (let round = 0; round < ROUNDS; round++) {
      const stream = await host.invoke<AsyncIterableIterator<unknown>>(name);
      for (let turn = 0; turn < round % 4; turn++) {
        await host.invoke('echo', turn);
      }
      const error = await stream.next().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ message: expect.stringMatching(says) });
    }
  });

  test('harms nobody where it is given up unread', async () => {
    await using node = await startModule('failingStreams.mjs', {}, { refuse });
    const { host } = node;
    for (let round = 0; round < ROUNDS / 4; round++) {
      const stream = await host.invoke<AsyncIterableIterator<unknown>>(name);
      await stream.return?.();
      host.notify(name);
      await expect(host.invoke('unsendable', name)).rejects.toThrow(/NaN/);
      expect(await host.with({ progress: () => {} }).invoke('reported', name)).toBe('refused');
      expect(await host.invoke('passed', name)).toBe('not today');
      const controller = new AbortController();
      const late = host.with({ signal: controller.signal }).invoke('passedTooLate', name);
      await host.invoke('echo', round);
      controller.abort();
      await expect(late).rejects.toThrow();
    }
    // What fails later than its call has failed by then.
    for (let turn = 0; turn < 20; turn++) {
      expect(await host.invoke('echo', turn)).toBe(turn);
    }
    expect(node.child.stderr).toBe('');
  });
});
