import { runVerb } from '../support/testHost.js';
import { attackerArguments, attackerProgram, reportFile } from './attacker.js';
import { type Attack, limits, type Outcome, type VictimReport } from './outcome.js';

/** Has a host in .NET attacked by its child. */
export async function attackHost(attack: Attack): Promise<Outcome> {
  using report = reportFile();
  const settings = {
    ...limits,
    node: process.execPath,
    attacker: attackerProgram,
    orders: attackerArguments(attack, report.path),
  };
  const [victim] = await runVerb('endure', settings);
  return { attack, side: 'host', ...report.read(), ...(victim as VictimReport) };
}
