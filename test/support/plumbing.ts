import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The two ends of a pipe of the kernel, as descriptors of this process. */
export interface PipeEnds {
  readonly readFd: number;
  readonly writeFd: number;
}

/** Makes an ordinary pipe, which Node itself cannot: its extra stdio are socket pairs. */
export function makePipe(): PipeEnds {
  const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-test-'));
  try {
    const fifo = path.join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    // Open in both directions, so that neither end waits for the other to be opened.
    const keeper = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
    const ends = { readFd: openSync(fifo, 'r'), writeFd: openSync(fifo, 'w') };
    closeSync(keeper);
    return ends;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
