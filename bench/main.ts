import { compare, toComparisonTable } from './comparison/comparison.js';
import { measurePairs } from './comparison/measurePairs.js';
import { buildWithLibraryOf, requireBuiltCheckout } from './comparison/otherCheckout.js';
import { type MeasureCommand, parseCommandLine, selectRows, UsageError, usage } from './options.js';
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
    process.stdout.write(usage(COMMAND, rows, true));
  } else if (command.before !== undefined) {
    await compareWith(command.before, command);
  } else {
    await measure(command);
  }
}

async function measure({ quick, write, only }: MeasureCommand): Promise<void> {
  const bench = new Bench({ quick, cpu: pinnedCpu() });
  const machine = await describeMachine(bench);
  const findings: Finding[] = [];
  for (const row of selectRows(rows, only)) {
    bench.progress(`${row.name}: ${row.title}`);
    findings.push(...(await row.measure(bench)));
  }
  const table = toTable(findings, bench.modes);
  process.stdout.write(`${table}\n\n${machine}\n`);
  if (write) {
    await writeReport(COMMAND, `${table}\n\n${machine}`);
  }
}

/** @param folder of a checkout of the state before */
async function compareWith(folder: string, { quick, only }: MeasureCommand): Promise<void> {
  const root = requireBuiltCheckout(folder);
  const program = await buildWithLibraryOf(root);
  const options = { quick, cpu: pinnedCpu(), isRepeated: true };
  const [before, after] = [new Bench({ ...options, program, root }), new Bench(options)];
  const machine = await describeMachine(after);
  const pairs = await measurePairs(selectRows(rows, only), before, after);
  const comparisons = compare(pairs, after.modes);
  process.stdout.write(`${toComparisonTable(comparisons)}\n\nBefore: ${root}. ${machine}\n`);
  process.exitCode = comparisons.some(({ verdict }) => verdict === 'worse') ? 1 : 0;
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
