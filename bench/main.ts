import { parseCommandLine, selectRows, UsageError, usage } from './options.js';
import { rows } from './rows.js';
import { Bench } from './support/bench.js';
import { describeMachine } from './support/machine.js';
import { pinnedCpu } from './support/pinning.js';
import { writeReport } from './support/report.js';
import type { Finding } from './support/row.js';
import { toTable } from './support/table.js';

const COMMAND = 'npm run bench';

async function main(): Promise<void> {
  const command = parseCommandLine(
    process.argv.slice(2),
    rows.map(({ name }) => name),
  );
  if (command.kind === 'help') {
    process.stdout.write(usage(COMMAND, rows));
    return;
  }
  const bench = new Bench({ quick: command.quick, cpu: pinnedCpu() });
  const machine = await describeMachine(bench);
  const findings: Finding[] = [];
  for (const row of selectRows(rows, command.only)) {
    bench.progress(`${row.name}: ${row.title}`);
    findings.push(...(await row.measure(bench)));
  }
  const table = toTable(findings, bench.modes);
  process.stdout.write(`${table}\n\n${machine}\n`);
  if (command.write) {
    await writeReport(COMMAND, `${table}\n\n${machine}`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
