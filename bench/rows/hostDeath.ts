import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { at } from '../../scripts/setup/layout.mjs';
import type { Bench } from '../support/bench.js';
import { plainFigure } from '../support/figure.js';
import { perMode } from '../support/perMode.js';
import { canListProcesses, descendantsOf, isGone } from '../support/processTree.js';
import type { Mode, Row } from '../support/row.js';

const GOAL_MILLISECONDS = 100;
const CEILING_MILLISECONDS = 10_000;
const RUNS = 15;
const work =
  'SIGKILL of the host to the last process gone (an idle child, one that spins, and its own that spins)';
const goal = { text: `≤ ${GOAL_MILLISECONDS} ms`, limit: { atMost: GOAL_MILLISECONDS } };

export const hostDeath: Row = {
  name: 'host-death',
  title: 'from SIGKILL of the host to the last process gone',
  async measure(bench) {
    if (!canListProcesses) {
      return [{ work, figures: 'left out: this system has no /proc to find the processes in', goal }];
    }
    const figures = await perMode(bench, async (mode) => {
      const milliseconds: number[] = [];
      for (let run = 0; run < bench.repetitions(RUNS); run++) {
        milliseconds.push(await timeOnce(bench, mode));
      }
      return plainFigure(milliseconds, 'ms');
    });
    return [{ work, figures, goal }];
  },
};

async function timeOnce(bench: Bench, mode: Mode): Promise<number> {
  const [file, ...args] = bench.hostCommand(mode, 'hold-children', at('bench/programs/busyFamily.mjs'));
  const host = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let family: number[] = [];
  try {
    // Its one line says that all of them run; an end without it is an error of the bench.
    await Promise.race([once(host.stdout, 'data'), once(host, 'exit').then(failEarly)]);
    if (host.pid === undefined) {
      throw new Error(`'${file}' was not started.`);
    }
    family = [host.pid, ...descendantsOf(host.pid)];
    const begin = performance.now();
    host.kill('SIGKILL');
    while (!family.every(isGone)) {
      if (performance.now() - begin > CEILING_MILLISECONDS) {
        throw new Error(`Processes outlive their host: ${family.filter((pid) => !isGone(pid)).join(', ')}.`);
      }
      await delay(1);
    }
    return performance.now() - begin;
  } finally {
    host.kill('SIGKILL');
    for (const pid of family.filter((pid) => !isGone(pid))) {
      process.kill(pid, 'SIGKILL');
    }
  }
}

function failEarly(): never {
  throw new Error('The host ended before its children were ready.');
}
