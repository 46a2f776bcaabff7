import { expect, test } from 'vitest';
import { launchers, runVerbBy } from '../support/testHost.js';
import { asFirstProcess as by, firstProcessObstacle } from './oddSurroundings.js';

const WARNING =
  'This program is process 1 of its container, so every process whose parent has ended becomes its child, and is left ' +
  'as a zombie at its own end. Run it under an init (docker run --init, or tini).';

test.skipIf(!launchers.some((launcher) => launcher === 'Posix'))(
  'a host that is process 1 says so, and collects what was left in the group of a child',
  async (context) => {
    context.skip(firstProcessObstacle !== undefined, firstProcessObstacle);
    const script = '(sleep 600 & sleep 600 & exit) ; sleep 600 & exit 5';
    const settings = { launcher: 'Posix', fileName: 'sh', arguments: ['-c', script] };
    expect(await runVerbBy('run', settings, { by })).toMatchObject([
      { warned: WARNING },
      { started: expect.any(Number) },
      { exit: { code: 5 }, children: 0 },
    ]);
  },
);
