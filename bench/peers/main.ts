import { writeFile } from 'node:fs/promises';
import { at } from '../../scripts/setup/layout.mjs';
import { parseCommandLine, selectRows, UsageError, usage } from '../options.js';
import { describeMachine } from '../support/machine.js';
import { pinnedCpu } from '../support/pinning.js';
import { writeReport } from '../support/report.js';
import { toChart } from './support/chart.js';
import type { Line } from './support/line.js';
import { PeerBench } from './support/peerBench.js';
import { toTable } from './support/table.js';
import { works } from './works.js';

const COMMAND = 'npm run bench:peers';
const CHART = 'benchmarks-peers.svg';

async function main(): Promise<void> {
  const names = works.map(({ name }) => name);
  const command = parseCommandLine(process.argv.slice(2), names);
  if (command.kind === 'help') {
    process.stdout.write(usage(COMMAND, works));
    return;
  }
  if (command.before !== undefined) {
    throw new UsageError(
      "--before compares two checkouts of this library, without the peers: it is an option of 'npm run bench'.",
    );
  }
  // React is several times slower otherwise, and hides what lies between.
  process.env['NODE_ENV'] = 'production';
  const bench = new PeerBench({ quick: command.quick, cpu: pinnedCpu() });
  const machine = await describeMachine(bench.bench);
  const lines: Line[] = [];
  for (const work of selectRows(works, command.only)) {
    bench.progress(`${work.name}: ${work.title}`);
    lines.push(...(await work.measure(bench)));
  }
  const table = toTable(lines);
  process.stdout.write(`${table}\n\n${machine}\n`);
  if (command.write) {
    await writeFile(at(`docs/${CHART}`), toChart(lines));
    const image = `![Time for the same work, as dots on a logarithmic scale](${CHART})`;
    await writeReport(COMMAND, `${image}\n\n${table}\n\n${machine}`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
