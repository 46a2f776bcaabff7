import { parseArgs } from 'node:util';
import { attacks } from '../fixtures/hostile/attacks.mjs';
import { attackChild } from './attackChild.js';
import { attackHost } from './attackHost.js';
import { faultsOf } from './faults.js';
import { type Attack, BUDGET, type Outcome } from './outcome.js';
import { tableOf } from './table.js';

const usage = `Usage: npm run soak -- [--minutes <number>] [--seed <number>] [--seconds <number>] [--only <part of a name>]

Has a host in .NET and a Node child attacked by the other side in all ways, again and again with other seeds, and tells how
they fared. It takes 10 minutes unless --minutes says otherwise, and fails where one of them was not in order.
One attack takes 2 seconds, or --seconds.`;

const MEBIBYTE = 1024 * 1024;

interface Settings {
  readonly until: number;
  readonly milliseconds: number;
  readonly seed: number;
  readonly names: readonly string[];
}

function settings(): Settings | undefined {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: '10' },
        seconds: { type: 'string', default: '2' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        only: { type: 'string', default: '' },
      },
    });
    const [minutes, seconds, seed] = [values.minutes, values.seconds, values.seed].map(Number);
    const names = Object.keys(attacks).filter((name) => name.includes(values.only));
    if (!(Number(minutes) > 0) || !(Number(seconds) > 0) || Number.isNaN(seed) || names.length === 0) {
      return undefined;
    }
    const until = performance.now() + Number(minutes) * 60_000;
    return { until, milliseconds: Number(seconds) * 1000, seed: Number(seed), names };
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  const given = settings();
  if (given === undefined) {
    console.log(usage);
    return 2;
  }
  const { until, milliseconds, seed, names } = given;
  const outcomes: Outcome[] = [];
  let failed = 0;
  for (let round = 0; performance.now() < until; round++) {
    for (const name of names) {
      for (const make of [attackHost, attackChild]) {
        if (performance.now() < until) {
          failed += (await tell(make, { name, seed: seed + round, milliseconds }, outcomes)) ? 0 : 1;
        }
      }
    }
  }
  console.log(`\nBudget ${BUDGET / MEBIBYTE} MiB, seeds from ${seed}.\n\n${tableOf(outcomes)}\n`);
  console.log(`${outcomes.length} attacks, ${failed} not in order`);
  return failed === 0 ? 0 : 1;
}

/** Makes an attack and tells how it went; gives whether all was in order. */
async function tell(
  make: (attack: Attack) => Promise<Outcome>,
  attack: Attack,
  outcomes: Outcome[],
): Promise<boolean> {
  const side = make === attackHost ? 'host' : 'child';
  process.stdout.write(`${side.padEnd(5)} ${attack.name} (seed ${attack.seed}) … `);
  let faults: string[];
  try {
    const outcome = await make(attack);
    faults = faultsOf(outcome);
    outcomes.push(outcome);
    const over = ((outcome.peak - outcome.baseline) / MEBIBYTE).toFixed(0);
    process.stdout.write(`${outcome.isAlive ? 'alive' : 'closed'}, +${over} MiB`);
  } catch (error) {
    faults = [String(error)];
  }
  console.log(faults.length === 0 ? '' : ` NOT IN ORDER: ${faults.join('; ')}`);
  return faults.length === 0;
}

process.exitCode = await main();
