import { expect, test } from 'vitest';
import { combinations, runVerb } from '../support/testHost.js';

test.each(combinations)(
  '10,000 lines of all lengths and scripts come back whole and in order ($launcher, $transport)',
  async ({ launcher, transport }) => {
    const [result] = await runVerb('echo', { count: 10_000, longEvery: 1_000, launcher, transport });
    expect(result).toMatchObject({ received: 10_000, firstWrong: null, exit: { code: 0, signal: null } });
    expect(result).toHaveProperty('characters', 8_134_712);
  },
);
