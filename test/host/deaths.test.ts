import { describe, expect, test } from 'vitest';
import { fixture } from '../support/child.js';
import { combinations, hostFixture, launchers, TalkingHost } from '../support/testHost.js';

const preload = (file: string) => ['--import', file];

describe.each(combinations)('$launcher, $transport', ({ launcher, transport }) => {
  test('a child that is killed while idle is reported with its signal and its last words', async () => {
    const nodeArguments = preload(hostFixture('complains.mjs'));
    await using host = await TalkingHost.serving({ launcher, transport, nodeArguments });
    const pid = await host.childPid();
    process.kill(pid, 'SIGKILL');
    const failure = await host.reported('ended');
    expect(failure).toMatchObject({
      type: 'NodeExitedException',
      processId: pid,
      signal: 'SIGKILL',
      exitCode: launcher === 'Posix' ? null : 137,
      lastErrorLines: ['first complaint', 'last complaint'],
    });
    const how =
      launcher === 'Posix'
        ? 'was ended by SIGKILL'
        : 'ended with exit code 137 or by SIGKILL (the portable launcher cannot tell)';
    expect(failure?.message).toBe(
      `The channel ended: process ${pid} ${how}. Its last lines on standard error:\nfirst complaint\nlast complaint`,
    );
  });

  test('a child that is killed under load ends the pending sends and the reading', async () => {
    await using host = await TalkingHost.serving({ launcher, transport });
    host.tell('load');
    await host.reported('loaded');
    process.kill(await host.childPid(), 'SIGKILL');
    expect(await host.reported('ended')).toMatchObject({ type: 'NodeExitedException', signal: 'SIGKILL' });
    const notSent = await host.reported('notSent');
    expect(notSent).toMatchObject({ type: 'NodeExitedException', signal: 'SIGKILL' });
    expect(notSent.message).toMatch(
      /^The line was not sent: process \d+ .* It said nothing on standard error\.$/,
    );
  });

  test('process.exit(3) is reported with its code', async () => {
    const nodeArguments = preload(fixture('exitFromTimer.mjs'));
    await using host = new TalkingHost({ launcher, transport, nodeArguments });
    expect(await host.reported('ended')).toMatchObject({ exitCode: 3, signal: null, lastErrorLines: [] });
  });

  test('an uncaught throw is reported with its message and stack', async () => {
    const nodeArguments = preload(fixture('throwFromTimer.mjs'));
    await using host = new TalkingHost({ launcher, transport, nodeArguments });
    const failure = await host.reported('ended');
    expect(failure).toMatchObject({ exitCode: 1, signal: null });
    expect(failure?.message).toContain('Error: thrown from a timer\n');
    expect(failure?.message).toMatch(/ {4}at .*throwFromTimer\.mjs:2:\d+/);
  });
});

describe.each(launchers)('by the launcher %s', (launcher) => {
  test('a child that runs out of heap is reported with what V8 said', async () => {
    await using host = new TalkingHost({
      launcher,
      nodeArguments: ['--max-old-space-size=20', ...preload(hostFixture('outOfHeap.mjs'))],
    });
    const failure = await host.reported('ended');
    expect(failure?.signal).toBe('SIGABRT');
    expect([...host.all('error')].join('\n')).toContain('JavaScript heap out of memory');
    expect(failure?.lastErrorLines?.length).toBeGreaterThan(0);
  });

  test('a send that waits for a child that does not read ends when the child is killed', async () => {
    await using host = new TalkingHost({ launcher, program: hostFixture('deaf.mjs') });
    await host.reported('error');
    host.tell('long 1000000');
    host.tell('send second');
    process.kill(await host.childPid(), 'SIGKILL');
    await host.reportedSuch('notSent', () => host.all('notSent').length === 2);
    expect(host.all('notSent')).toEqual([
      expect.objectContaining({ type: 'NodeExitedException', signal: 'SIGKILL' }),
      expect.objectContaining({ type: 'NodeExitedException', signal: 'SIGKILL' }),
    ]);
  });

  test('sends that wait end when the channel is disposed', async () => {
    await using host = new TalkingHost({
      launcher,
      program: hostFixture('deaf.mjs'),
      exitTimeout: 50,
    });
    await host.reported('error');
    for (const command of ['long 1000000', 'send second', 'send third']) {
      host.tell(command);
    }
    host.dispose();
    await host.reported('disposed');
    expect(host.all('notSent').map(({ type }) => type)).toEqual(Array(3).fill('ObjectDisposedException'));
  });

  test('a child that closes its pipes and lives on is stopped', async () => {
    await using host = new TalkingHost({
      launcher,
      program: hostFixture('closesPipes.mjs'),
      exitTimeout: 50,
    });
    expect(await host.reported('ended')).toMatchObject({ type: 'NodeExitedException', signal: 'SIGTERM' });
    host.tell('send too late');
    expect(await host.reported('notSent')).toMatchObject({ type: 'NodeExitedException', signal: 'SIGTERM' });
  });

  test('a line over the limit is an error that says so, and the child is stopped', async () => {
    await using host = await TalkingHost.serving({ launcher, maxMessageLength: 1_000 });
    host.tell('long 995');
    expect(await host.reported('ended')).toMatchObject({
      type: 'NodeProtocolException',
      message: 'A line is longer than the limit of 1000 bytes. Raise the limit, or send less in one line.',
    });
    host.dispose();
    await host.reported('disposed');
  });
});
