import { openSync } from 'node:fs';
import { isDeno } from './runtimes.js';

/**
 * The number by which `fs` writes to a descriptor that was inherited: its own, but in Deno, where `fs` has to open a pipe
 * anew. That blocks whatever becomes of the other.
 *
 * @returns nothing for a socket in Deno, which cannot be opened
 */
export function directDescriptor(fd: number): number | undefined {
  if (!isDeno) {
    return fd;
  }
  try {
    return openSync(`/dev/fd/${fd}`, 'w');
  } catch {
    return undefined;
  }
}
