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
  ])('all end, where each is %s', async (end, expected) => {
    const [report] = await runVerb('starve', { module, end, calls: CALLS });
    expect(report).toEqual({ ends: { [expected]: CALLS } });
  });

  test('all end where the child does, though nobody may be left to find out how', async () => {
    const [report] = await runVerb('starve', { module, end: 'ChildExited', calls: CALLS });
    const { ends } = report as { ends: Record<string, number> };
    const known = (ends['NodePipeException'] ?? 0) + (ends['NodeExitedException'] ?? 0);
    expect({ ends, known }).toEqual({ ends, known: CALLS });
  });
});
