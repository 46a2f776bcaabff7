import { expect, test } from 'vitest';
import { launchers, runVerb } from '../support/testHost.js';

test.skipIf(!launchers.some((launcher) => launcher === 'Posix'))(
  'a pipe end is in nobody’s hands but the child’s: each of 200 gives its end of file while foreign processes start all the time',
  async () => {
    const [result] = await runVerb('leak', { launcher: 'Posix', starts: 200 });
    expect(result).toMatchObject({ starts: 200, leaked: 0 });
    // Without foreign processes in between this would prove nothing.
    expect((result as { foreigners: number }).foreigners).toBeGreaterThan(100);
  },
);
