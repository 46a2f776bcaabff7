#!/usr/bin/env node
import './endOnOldNode.js';

import { safeString } from './errors/safeString.js';
import { StartError } from './errors/startError.js';
import { runChildProgram } from './hosting/childProgram.js';
import { parseCommandLine, type ServeCommand, usage } from './hosting/commandLine.js';
import { checkDescriptors, checkLifeline } from './transport/descriptors.js';

/** The first argument in the thread that watches the lifeline. */
const LIFELINE_WORKER = '--lifeline-worker';

/** A wrong argument or descriptor, as most command-line programs have it. */
const EXIT_USAGE = 2;

async function main(programFile: string, args: readonly string[]): Promise<void> {
  if (args[0] === LIFELINE_WORKER) {
    const { runLifelineWorker } = await import('./hosting/lifeline.js');
    runLifelineWorker(Number(args[1]));
    return;
  }
  const command = parseCommandLine(args);
  switch (command.kind) {
    case 'help':
      process.stdout.write(usage);
      return;
    case 'serve':
      await serve(programFile, command);
  }
}

async function serve(programFile: string, command: ServeCommand): Promise<void> {
  // Ctrl+C reaches every process of the terminal; the host decides what becomes of this one.
  process.on('SIGINT', () => {});
  const { readFd, writeFd, io, lifelineFd, limits } = command;
  // All are checked before anything opens descriptors of its own.
  checkDescriptors({ readFd, writeFd });
  if (lifelineFd !== undefined) {
    checkLifeline(lifelineFd);
    const { watchLifeline } = await import('./hosting/lifeline.js');
    watchLifeline(programFile, LIFELINE_WORKER, lifelineFd);
  }
  await runChildProgram({ readFd, writeFd }, io, limits);
  process.exit(0);
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : safeString(error);
  process.stderr.write(`nodepipe: ${message}\n`, () =>
    process.exit(error instanceof StartError ? EXIT_USAGE : 1),
  );
}

main(process.argv[1] ?? '', process.argv.slice(2)).catch(fail);
