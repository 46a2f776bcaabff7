import { describe, expect, test } from 'vitest';
import { fixture } from '../support/child.js';
import { poll } from '../support/poll.js';
import { findProcesses } from '../support/processes.js';
import { processesOfGroup } from '../support/processGroups.js';
import { combinations, launchers, showsProcesses, TalkingHost } from '../support/testHost.js';

const MARKER = 'NODEPIPE_TEST_HOST_KILLED';

describe.skipIf(!showsProcesses).each(combinations)('$launcher, $transport', ({ launcher, transport }) => {
  test.each([
    { what: 'waits for input', preload: undefined, processes: 1 },
    { what: 'spins in a busy loop', preload: 'spinOnSignal.mjs', processes: 1 },
    { what: 'spins and has children and grandchildren', preload: 'familyOnSignal.mjs', processes: 4 },
  ])(
    'when the host is killed, a child that $what is gone with all its family',
    async ({ preload, processes }) => {
      const mark = `${launcher} ${transport} ${preload} ${process.pid}`;
      const family = () => findProcesses(MARKER, mark);
      const nodeArguments = preload === undefined ? [] : ['--import', fixture(preload)];
      const environment = { [MARKER]: mark };
      await using host = await TalkingHost.serving({ launcher, transport, nodeArguments, environment });
      const group = await host.childPid();
      await poll('the whole family', () => family().length === processes);
      if (launcher === 'Posix') {
        // The family and the watchdog, which carries no mark.
        expect(processesOfGroup(group)).toHaveLength(processes + 1);
      }
      if (preload !== undefined) {
        process.kill(group, 'SIGUSR2');
        await host.reportedSuch('error', (line) => line === 'spinning');
      }
      host.kill();
      expect(await poll('nobody left', () => family().length === 0)).toBe(true);
      expect(await poll('no watchdog left', () => processesOfGroup(group).length === 0)).toBe(true);
    },
  );
});

describe.skipIf(!showsProcesses || !launchers.some((launcher) => launcher === 'Posix'))(
  'by the POSIX launcher',
  () => {
    test('a watchdog that is killed is replaced, and the new one does the same', async () => {
      const nodeArguments = ['--import', fixture('spinOnSignal.mjs')];
      await using host = await TalkingHost.serving({ launcher: 'Posix', nodeArguments });
      const child = await host.childPid();
      const watchdogs = () => processesOfGroup(child).filter((pid) => pid !== child);
      const [first = Number.NaN] = watchdogs();
      process.kill(child, 'SIGUSR2');
      await host.reportedSuch('error', (line) => line === 'spinning');

      process.kill(first, 'SIGKILL');
      expect(await host.reported('warned')).toBe(
        `[${child}] the watchdog of its group has died before it; another one is there now`,
      );
      expect(watchdogs()).toEqual([expect.not.toSatisfy((pid) => pid === first)]);

      host.kill();
      await poll('nobody left', () => processesOfGroup(child).length === 0);
    });
  },
);
