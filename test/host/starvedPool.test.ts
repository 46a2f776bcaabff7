import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runVerb } from '../support/testHost.js';

const CALLS = 64;
const module = fileURLToPath(new URL('../fixtures/calls/silent.mjs', import.meta.url));

describe('blocking calls on every thread of a pool that has no more than two', () => {
  test.each([
    ['Answered', '1'],
    ['Failed', 'NodeCallException'],
    ['TimedOut', 'TimeoutException'],
    ['Cancelled', 'TaskCanceledException'],
    ['AfterProgress', '0,1,2 then 3'],
    ['AfterCallbacks', '12'],
  ])('all end, where each is %s', async (end, expected) => {
    const [report] = await runVerb('starve', { module, end, calls: CALLS });
    expect(report).toEqual({ ends: { [expected]: CALLS } });
  });

  test('all end where each waits for handlers that find no free thread', async () => {
    // A caller helps out after a moment, so that many would take long.
    const [report] = await runVerb('starve', { module, end: 'AfterHandlers', calls: 8 });
    expect(report).toEqual({ ends: { 12: 8 } });
  });

  test.each(['ChildExited', 'ChildDeaf'])(
    'all end where the child ends or reads no more (%s), though nobody may be left to find out how',
    async (end) => {
      const [report] = await runVerb('starve', { module, end, calls: CALLS });
      const { ends } = report as { ends: Record<string, number> };
      const known = (ends['NodePipeException'] ?? 0) + (ends['NodeExitedException'] ?? 0);
      expect({ ends, known }).toEqual({ ends, known: CALLS });
    },
  );
});
