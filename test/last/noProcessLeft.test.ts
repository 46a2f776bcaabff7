import { expect, inject, test } from 'vitest';
import { findProcesses, RUN_MARKER, type RunningProcess } from '../support/processes.js';

const CEILING_MILLISECONDS = 10_000;

test('no process of this run is left behind', async () => {
  let left: RunningProcess[] = [];
  await expect
    .poll(
      () => {
        left = findProcesses(RUN_MARKER, inject('runId'));
        return left;
      },
      { timeout: CEILING_MILLISECONDS },
    )
    .toEqual([])
    .finally(() => {
      for (const { pid } of left) {
        process.kill(pid, 'SIGKILL');
      }
    });
});
