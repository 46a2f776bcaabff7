import os from 'node:os';
import type { Bench } from './bench.js';

/** Above this load a core, somebody else had a good part of the machine. */
const BUSY_LOAD = 0.5;

/** One paragraph on where and when this was measured. */
export async function describeMachine(bench: Bench): Promise<string> {
  const cores = os.availableParallelism();
  const load = os.loadavg()[0] ?? 0;
  const model = os.cpus()[0]?.model.trim() ?? 'unknown processor';
  const [environment] = await bench.runHost('free', 'environment');
  const date = new Date().toISOString().slice(0, 10);
  const facts = [
    `${model}, ${cores} cores`,
    `${os.type()} ${release()} ${os.arch()}`,
    String(environment?.['dotnet']),
    `Node ${process.versions.node}`,
    date,
  ];
  const busy =
    load > BUSY_LOAD * cores
      ? ` The machine was busy with something else (load ${load.toFixed(1)} before the start): read the ratios, not the times.`
      : '';
  return `Measured on: ${facts.join('; ')}.${busy}`;
}

/** The kernel's version: its patch level, and what its builder has added, say nothing about its speed. */
function release(): string {
  return /^\d+\.\d+/.exec(os.release())?.[0] ?? os.release();
}
