import { describe, expect, test } from 'vitest';
import { type Failure, launchers, runVerb } from '../support/testHost.js';

const LIMIT = 250;

/** One start while so many descriptors were free. */
interface Attempt {
  readonly free: number;
  /** How many a start that failed has left open; one that worked closes its last ones in its own time. */
  readonly left: number;
  /** How many children the host has after it. */
  readonly children: number;
  readonly failed: Failure | null;
}

describe.each(launchers)('by the launcher %s', (launcher) => {
  test('a start with too few free descriptors says so, and leaves nothing behind', async () => {
    const free = Array.from({ length: 19 }, (_, count) => count);
    const settings = { launcher, isWarm: true, free, pipes: [3, 4] };
    const reports = await runVerb('scarce', settings, {}, LIMIT);
    const attempts = reports as readonly Attempt[];
    const failures = attempts.flatMap(({ failed }) => failed ?? []);
    const littered = attempts.filter(({ left, children, failed }) => failed !== null && left + children > 0);
    expect(littered).toEqual([]);
    expect(failures.length).toBeGreaterThan(4);
    expect(attempts.at(-1)).toMatchObject({ failed: null });
    for (const { type, message } of failures) {
      expect(type).toBe('NodeStartException');
      expect(message).toMatch(/could not be started.*(Too many open files|ulimit -n)/);
    }
  });

  test('a process is killed while no descriptor is free', async () => {
    expect(await runVerb('scarceKill', { launcher }, {}, LIMIT)).toEqual([
      { thrown: null, signal: 'SIGKILL' },
    ]);
  });

  test.each(['Channel', 'Node'])(
    'the first start of a %s with too few free descriptors says so, and the host lives on',
    async (kind) => {
      for (const free of [8, 20, 28, 36]) {
        const [attempt] = await runVerb('scarce', { launcher, kind, free: [free] }, {}, LIMIT);
        expect(attempt).toMatchObject({
          children: 0,
          failed: { type: 'NodeStartException', message: expect.stringContaining('ulimit -n') },
        });
      }
    },
  );
});

describe.skipIf(!launchers.some((launcher) => launcher === 'Posix'))('by the POSIX launcher', () => {
  const write = (numbers: readonly number[]) => ({
    launcher: 'Posix',
    fileName: 'node',
    arguments: [
      '-e',
      `const fs = require('fs'); for (const fd of process.argv.slice(1)) fs.writeSync(Number(fd), fd);`,
      ...numbers,
    ],
    pipes: numbers.map((descriptor) => ({ descriptor })),
  });

  test('pipes may have the highest numbers that there are', async () => {
    const [, report] = await runVerb('run', write([LIMIT - 1, 3, LIMIT - 2]), {}, LIMIT);
    expect(report).toMatchObject({ pipes: [`${LIMIT - 1}`, '3', `${LIMIT - 2}`] });
  });

  test('a number over the limit is told with the limit, and nothing is started', async () => {
    expect(await runVerb('run', write([3, LIMIT]), {}, LIMIT)).toEqual([
      {
        failed: {
          type: 'NodeStartException',
          message:
            `A pipe is asked for at descriptor ${LIMIT}, but the highest that this process may have is ${LIMIT - 1}. ` +
            'Choose a lower number, or raise the limit of open files (ulimit -n).',
        },
      },
    ]);
  });
});
