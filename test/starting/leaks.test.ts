import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { poll } from '../support/poll.js';
import { findProcesses } from '../support/processes.js';
import { showsProcesses } from '../support/testHost.js';
import { startScript } from './support.js';

const ROUNDS = 200;
const BESIDE = 10;

test.skipIf(!showsProcesses)(
  'what was started and disposed leaves no descriptor, listener, handle or process',
  async () => {
    const env = { NODEPIPE_TEST_START: `leaks ${process.pid}` };
    const controller = new AbortController();
    const answer = 'read -r line <&3; echo \'{"jsonrpc":"2.0","id":1,"result":{}}\' >&4; read -r _ <&3';
    const ends = { answers: answer, dies: 'exit 3', escapes: `setsid sleep 0.2 & ${answer}` };
    const round = async (script: string) => {
      try {
        await using program = await startScript(script, {
          env,
          signal: controller.signal,
          onErrorLine: () => {},
          onOutputLine: () => {},
        });
        expect(program.pid).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toMatchObject({ code: 'ERR_NODEPIPE_START' });
      }
    };
    const gone = startScript('', { command: '/nowhere/program' });
    await expect(gone).rejects.toMatchObject({ code: 'ERR_NODEPIPE_START' });
    await round(ends.answers);
    const before = await steady();

    for (let done = 0; done < ROUNDS; done += BESIDE) {
      await Promise.all(
        Array.from({ length: BESIDE }, (_, index) =>
          round(index === 0 ? ends.dies : index === 1 ? ends.escapes : ends.answers),
        ),
      );
      await startScript('', { command: '/nowhere/program' }).catch(() => {});
    }

    await poll(
      'nothing is left',
      () => findProcesses('NODEPIPE_TEST_START', env.NODEPIPE_TEST_START).length === 0,
    );
    await poll('all is as before', () => JSON.stringify(counts()) === JSON.stringify(before)).catch(() => {});
    expect(counts()).toEqual(before);
  },
);

function counts() {
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    exitListeners: process.listenerCount('exit'),
    warningListeners: process.listenerCount('warning'),
    handles: process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap' || name === 'PipeWrap')
      .length,
  };
}

/** The counts once they no longer change: what is closed is gone a turn later. */
async function steady() {
  let last = '';
  let looks = 0;
  await poll('the counts are steady', () => {
    const now = JSON.stringify(counts());
    looks = now === last ? looks + 1 : 0;
    last = now;
    return looks === 10;
  });
  return JSON.parse(last) as ReturnType<typeof counts>;
}
