import { describe, expect, test } from 'vitest';
import { poll } from '../support/poll.js';
import { isRunning } from '../support/processes.js';
import { combinations, hostFixture, launchers, TalkingHost } from '../support/testHost.js';

describe.each(combinations)('$launcher, $transport', ({ launcher, transport }) => {
  test('disposing the channel ends the child with code 0, and every reply still comes', async () => {
    await using host = await TalkingHost.serving({ launcher, transport });
    host.tell('long 3000000');
    await host.reported('sent').then(() => host.reportedSuch('sent', (length) => length === 3_000_000));
    host.tell('complete');
    await host.reportedSuch('line', (line) => line.length === 3_000_006);
    host.dispose();
    expect(await host.reported('disposed')).toMatchObject({ code: 0, signal: null });
    expect(await host.reported('ended')).toBeNull();
  });
});

describe.each(launchers)('by the launcher %s', (launcher) => {
  test('a child that ignores the end of its input gets SIGTERM', async () => {
    const program = hostFixture('ignoresEnd.mjs');
    await using host = new TalkingHost({ launcher, program, exitTimeout: 50, terminateTimeout: 60_000 });
    await host.reported('error');
    host.dispose();
    expect(await host.reported('disposed')).toMatchObject({ signal: 'SIGTERM', lastErrorLines: ['ready'] });
  });

  test('a child that ignores SIGTERM too is killed, with its own children', async () => {
    const program = hostFixture('ignoresTerm.mjs');
    await using host = new TalkingHost({ launcher, program, exitTimeout: 50, terminateTimeout: 500 });
    const sleeper = Number((await host.reported('error')).split(' ')[1]);
    expect(isRunning(sleeper)).toBe(true);
    host.dispose();
    expect(await host.reported('disposed')).toMatchObject({ signal: 'SIGKILL' });
    expect(host.all('error')).toContain('not yet');
    await poll('the end of its child', () => !isRunning(sleeper));
  });

  test('stopping twice and disposing afterwards gives the same end', async () => {
    await using host = await TalkingHost.serving({ launcher });
    host.tell('stop');
    host.tell('stop');
    expect(await host.reported('ended')).toBeNull();
    host.dispose();
    expect(await host.reported('disposed')).toMatchObject({ code: 0, signal: null });
  });

  test('killing it is reported as what it is', async () => {
    await using host = await TalkingHost.serving({ launcher });
    host.tell('kill');
    expect(await host.reported('ended')).toMatchObject({ type: 'NodeExitedException', signal: 'SIGKILL' });
  });
});
