import { expect, test } from 'vitest';
import type { CallContext } from '../../node-child/src/index.js';
import { transports } from '../support/child.js';
import { poll } from '../support/poll.js';
import { startModule } from './support.js';

function work(this: CallContext): string {
  this.progress(1);
  this.progress(2);
  return 'done';
}

test.each(['throws', 'rejects'])(
  'a listener of progress that %s is reported on standard error, and ends nothing',
  async (how) => {
    await using node = await startModule('listeners.mjs', {}, { work });
    expect(await node.host.invoke('listen', how)).toBe('done');
    const reports = () => node.child.stderr.match(/^nodepipe: a progress listener of work failed:/gm)?.length;
    await poll('both reports', () => reports() === 2);
    expect(node.child.stderr).toContain('Error: a listener of progress');
    expect(await node.host.invoke('echo', 1)).toBe(1);
  },
);

test.each(transports)(
  'a slip in the options harms neither other calls nor the orderly end, over the %s transport',
  async (io) => {
    await using node = await startModule('listeners.mjs', { io }, { work });
    const open = node.host.invoke('waitForEnd');
    await expect(node.host.invoke('slip')).rejects.toThrow(/is of type AbortController; give an AbortSignal/);
    node.child.input.end();
    expect(await open).toBe('told of the end');
    expect(await node.child.exit()).toEqual({ code: 0, signal: null });
    expect(node.child.stderr).toBe('');
  },
);
