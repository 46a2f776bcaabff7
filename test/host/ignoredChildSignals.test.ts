import { describe, expect, test } from 'vitest';
import { poll } from '../support/poll.js';
import { findProcesses, isRunning } from '../support/processes.js';
import { processesOfGroup } from '../support/processGroups.js';
import { hostFixture, launchers, runVerbBy, showsProcesses, TalkingHost } from '../support/testHost.js';
import { blockingChildSignals, ignoringChildSignals as by, signalObstacle } from './oddSurroundings.js';

const MARKER = 'NODEPIPE_TEST_IGNORED_CHILD_SIGNALS';
const UNKNOWN =
  'has ended; how is not known, because this program was started with SIGCHLD ignored, or waits for every child itself';

describe.each(launchers)('where SIGCHLD is ignored, by the launcher %s', (launcher) => {
  test('a child that is killed is found out, and all that waits for it ends', async (context) => {
    context.skip(signalObstacle !== undefined, signalObstacle);
    await using host = await TalkingHost.serving({ launcher }, {}, { by });
    host.tell('load');
    await host.reported('loaded');
    const child = await host.childPid();
    process.kill(child, 'SIGKILL');
    const failure = await host.reported('ended');
    expect(failure).toMatchObject({ type: 'NodeExitedException', exitCode: null, signal: null });
    expect(failure?.message).toBe(
      `The channel ended: process ${child} ${UNKNOWN}. It said nothing on standard error.`,
    );
    await host.reported('notSent');
    await poll('no watchdog left', () => processesOfGroup(child).length === 0);
  });

  test.skipIf(!showsProcesses)('disposing ends the child and what is in its group', async (context) => {
    context.skip(signalObstacle !== undefined, signalObstacle);
    const mark = `${launcher} ${process.pid}`;
    const environment = { [MARKER]: mark, NODEPIPE_TEST_FAMILY: launcher === 'Posix' ? 'orphan' : 'none' };
    const nodeArguments = launcher === 'Posix' ? ['--import', hostFixture('family.mjs')] : [];
    await using host = await TalkingHost.serving({ launcher, nodeArguments, environment }, {}, { by });
    const child = await host.childPid();
    expect(findProcesses(MARKER, mark)).toHaveLength(launcher === 'Posix' ? 2 : 1);
    host.dispose();
    expect(await host.reported('disposed')).toMatchObject({
      code: null,
      signal: null,
      text: `process ${child} ${UNKNOWN}`,
    });
    expect(await host.reported('ended')).toBeNull();
    await host.ended();
    expect(isRunning(child)).toBe(false);
    expect(processesOfGroup(child)).toEqual([]);
    expect(findProcesses(MARKER, mark)).toEqual([]);
  });

  test('a program of one’s own is read to its end', async (context) => {
    context.skip(signalObstacle !== undefined, signalObstacle);
    const settings = { launcher, fileName: 'node', arguments: ['-p', '"said"'] };
    const [, report] = await runVerbBy('run', settings, { by });
    expect(report).toMatchObject({ output: ['said'], exit: { code: null, signal: null } });
  });
});

describe.each(launchers)('where SIGCHLD is blocked, by the launcher %s', (launcher) => {
  test('a child that is killed is told with its signal, and all that waits for it ends', async (context) => {
    context.skip(signalObstacle !== undefined, signalObstacle);
    await using host = await TalkingHost.serving({ launcher }, {}, { by: blockingChildSignals });
    const child = await host.childPid();
    process.kill(child, 'SIGKILL');
    expect(await host.reported('ended')).toMatchObject({ type: 'NodeExitedException', signal: 'SIGKILL' });
    expect(isRunning(child)).toBe(false);
  });

  test('disposing ends the child', async (context) => {
    context.skip(signalObstacle !== undefined, signalObstacle);
    await using host = await TalkingHost.serving({ launcher }, {}, { by: blockingChildSignals });
    host.dispose();
    expect(await host.reported('disposed')).toMatchObject({ code: 0, signal: null });
  });
});
