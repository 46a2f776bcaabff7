import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { childProgram } from '../support/child.js';
import { makePipe } from '../support/plumbing.js';
import { attackerArguments, attackerProgram, reportFile } from './attacker.js';
import { type Attack, limits, type Outcome, type VictimReport } from './outcome.js';

const target = fileURLToPath(new URL('../fixtures/hostile/target.mjs', import.meta.url));

const limitArguments = [
  ...['--max-message-length', String(limits.maxMessageLength)],
  ...['--max-open-calls', String(limits.maxOpenCalls)],
  ...['--max-buffered-bytes', String(limits.maxBufferedBytes)],
];

/** Has a Node child attacked by its host. */
export async function attackChild(attack: Attack): Promise<Outcome> {
  using report = reportFile();
  const toChild = makePipe();
  const fromChild = makePipe();
  const child = run(childProgram, limitArguments, toChild.readFd, fromChild.writeFd);
  const orders = [...attackerArguments(attack, report.path), '--module', target];
  const attacker = run(attackerProgram, orders, fromChild.readFd, toChild.writeFd);
  for (const { readFd, writeFd } of [toChild, fromChild]) {
    closeSync(readFd);
    closeSync(writeFd);
  }
  const [{ stdout, stderr, code }, attacked] = await Promise.all([child, attacker]);
  if (attacked.code !== 0 || stdout === '') {
    throw new Error(`Attacker: ${attacked.stderr}\nchild (exit code ${code}): ${stderr}`);
  }
  const victim = JSON.parse(stdout) as VictimReport;
  const failures = stderr === '' ? victim.failures : [...victim.failures, stderr];
  return { attack, side: 'child', ...report.read(), ...victim, failures };
}

/** How long anything may take that does not end by itself. */
const CEILING_MILLISECONDS = 60_000;

async function run(program: string, args: readonly string[], readFd: number, writeFd: number) {
  const child = spawn(process.execPath, [program, '3', '4', ...args], {
    stdio: ['ignore', 'pipe', 'pipe', readFd, writeFd],
    timeout: CEILING_MILLISECONDS,
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([said(child.stdout), said(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { stdout, stderr, code };
}

async function said(stream: Readable | null): Promise<string> {
  return stream === null ? '' : await text(stream);
}
