import { describe, expect, test } from 'vitest';
import { transports } from '../support/child.js';
import { poll } from '../support/poll.js';
import { collect } from '../support/sequences.js';
import { type ModuleChild, startModule } from './support.js';

const MEBIBYTE = 1_048_576;

const startReplaced = async (what: string, io: (typeof transports)[number]): Promise<ModuleChild> => {
  const node = await startModule('replacedGlobals.mjs', { io }, { double: (value: number) => 2 * value });
  await node.host.invoke('replace', what);
  return node;
};

const kinds = ['timers', 'nextTick', 'json', 'classes', 'files'];
// The streams of Node's `fs` need the process.nextTick of the day.
const cases = transports.flatMap((io) =>
  kinds.filter((what) => io === 'socket' || what !== 'nextTick').map((what) => ({ io, what })),
);

describe.each(cases)('over the $io transport', ({ io, what }) => {
  describe(`a module that replaces ${what}`, () => {
    test('is served as before: values of every length, errors, calls of the host, progress and cancelling', async () => {
      await using node = await startReplaced(what, io);
      const { host } = node;
      const value = { text: 'žluť 日本 🜁', list: [1, null, true], at: '2026-01-01' };
      expect(await host.invoke('echo', value)).toEqual(value);
      const text = 'x'.repeat(20_000);
      expect(await host.invoke('echo', text)).toBe(text);
      const bytes = Buffer.alloc(3 * MEBIBYTE, 'abc\n');
      expect((await host.invoke<Buffer>('echo', bytes)).equals(bytes)).toBe(true);
      await expect(host.invoke('fail')).rejects.toMatchObject({
        name: 'RangeError',
        message: 'out of range',
      });
      await expect(host.invoke('invalidDate')).rejects.toMatchObject({ rpcCode: -32603 });
      expect(await host.invoke('ask', 21)).toBe(42);
      expect(await host.invoke('isAborted')).toBe(false);
      const reports: unknown[] = [];
      const stopping = new AbortController();
      const waiting = host
        .with({ signal: stopping.signal, progress: (report) => reports.push(report) })
        .invoke('untilAborted');
      await poll('the report of the call', () => reports.length > 0);
      stopping.abort(new Error('enough'));
      await expect(waiting).rejects.toThrow('enough');
      expect(reports).toEqual(['waiting']);
    });

    test('is served as before: streams of numbers and of bytes', async () => {
      await using node = await startReplaced(what, io);
      const upTo = Array.from({ length: 5_000 }, (_, index) => index + 1);
      expect(await collect(node.host.stream('count', upTo.length))).toEqual(upTo);
      const pieces = await collect(node.host.stream<Buffer>('pieces', 5, 2 * MEBIBYTE));
      expect(pieces.map((piece) => [piece.length, piece[0], piece.at(-1)])).toEqual(
        [0, 1, 2, 3, 4].map((index) => [2 * MEBIBYTE, index, index]),
      );
    });
  });
});

test.each(['timers', 'json', 'classes', 'files'])(
  'a child whose module replaces %s ends with its host',
  async (what) => {
    await using node = await startReplaced(what, 'socket');
    node.child.input.end();
    expect(await node.child.exit()).toEqual({ code: 0, signal: null });
    expect(node.child.stderr).toBe('');
  },
);
