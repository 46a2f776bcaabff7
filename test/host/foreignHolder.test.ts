import { describe, expect, test } from 'vitest';
import { poll } from '../support/poll.js';
import { isRunning } from '../support/processes.js';
import { combinations, hostFixture, showsProcesses, TalkingHost } from '../support/testHost.js';

describe.skipIf(!showsProcesses).each(combinations)('$launcher, $transport', ({ launcher, transport }) => {
  test.each([
    { what: 'holds copies of all pipes', file: 'foreignHolder.mjs', load: false },
    { what: 'holds copies of all pipes', file: 'foreignHolder.mjs', load: true },
    { what: 'never stops to write to standard error', file: 'foreignChatter.mjs', load: false },
  ])('a death is reported while a foreign process $what (under load: $load)', async ({ file, load }) => {
    await using host = new TalkingHost({
      launcher,
      transport,
      nodeArguments: ['--import', hostFixture(file)],
    });
    const said = await host.reportedSuch('error', (line) => line.startsWith('holder '));
    const holder = Number(said.split(' ')[1]);
    try {
      host.tell('send hello');
      await host.reported('line');
      if (load) {
        host.tell('load');
        await host.reported('loaded');
      }
      process.kill(await host.childPid(), 'SIGKILL');
      expect(await host.reported('ended')).toMatchObject({ type: 'NodeExitedException', signal: 'SIGKILL' });
      if (load) {
        await host.reported('notSent');
      }
      // Otherwise it would not have held anything back.
      expect(file === 'foreignChatter.mjs' || isRunning(holder)).toBe(true);
    } finally {
      if (isRunning(holder)) {
        process.kill(holder, 'SIGKILL');
      }
      await poll('the end of the holder', () => !isRunning(holder));
    }
  });
});
