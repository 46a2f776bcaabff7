import { fstatSync, readvSync, type Stats, writeSync } from 'node:fs';
import { StartError } from '../errors/startError.js';
import { isDeno } from './runtimes.js';
import { systemErrorCode } from './systemErrors.js';

/** The two descriptors of a channel, as this process sees them. */
export interface DescriptorPair {
  /** What the other side writes arrives here. */
  readonly readFd: number;
  /** What this side writes goes here; the same number for one duplex socket. */
  readonly writeFd: number;
}

/** A descriptor is an `int`. */
export const LARGEST_DESCRIPTOR = 2 ** 31 - 1;
const nothing = Buffer.alloc(0);

/**
 * Finds out whether the descriptors can carry a channel, and says in one sentence why not. In Deno, whose `fs` knows no
 * inherited descriptors, nothing can be found out but whether they are numbers of descriptors.
 *
 * @throws StartError for a descriptor that is not open, not a pipe or socket, or open in the other direction, and for
 *   one pipe in both places
 */
export function checkDescriptors({ readFd, writeFd }: DescriptorPair): void {
  checkKind('read', readFd);
  checkKind('write', writeFd);
  if (isDeno) {
    return;
  }
  if (readFd === writeFd && process.platform !== 'win32' && !isSocket(readFd)) {
    throw new StartError(
      `The descriptor ${readFd} is a pipe, which carries one direction only; pass two pipes, or one socket for both.`,
    );
  }
  if (!isReadable(readFd) && !isWritable(writeFd)) {
    throw new StartError(
      `The descriptors are swapped: ${readFd} is open for writing and ${writeFd} for reading; pass the read descriptor first.`,
    );
  }
  checkReadable('read', readFd);
  if (!isWritable(writeFd)) {
    throw new StartError(
      `The write descriptor ${writeFd} is not open for writing; pass the writing end of a pipe.`,
    );
  }
}

/**
 * Finds out whether a descriptor can be waited on for its end of file, and says in one sentence why not.
 *
 * @throws StartError for a descriptor that is not open, not a pipe or socket, or not open for reading
 */
export function checkLifeline(fd: number): void {
  checkKind('lifeline', fd);
  if (!isDeno) {
    checkReadable('lifeline', fd);
  }
}

function checkReadable(role: string, fd: number): void {
  if (!isReadable(fd)) {
    throw new StartError(
      `The ${role} descriptor ${fd} is not open for reading; pass the reading end of a pipe.`,
    );
  }
}

function checkKind(role: string, fd: number): void {
  if (!Number.isInteger(fd) || fd < 0 || fd > LARGEST_DESCRIPTOR) {
    throw new StartError(`The ${role} descriptor is ${fd}, which is not the number of a descriptor.`);
  }
  if (isDeno) {
    return;
  }
  const stats = statOrNothing(fd);
  if (stats === undefined) {
    throw new StartError(`The ${role} descriptor ${fd} is not open; the parent process must pass it on.`);
  }
  // Windows does not tell pipes from files here.
  if (process.platform === 'win32') {
    return;
  }
  if (!stats.isFIFO() && !stats.isSocket()) {
    throw new StartError(`The ${role} descriptor ${fd} is not a pipe or a socket but ${kindOf(stats)}.`);
  }
  if (stats.isFIFO() && [fd - 1, fd + 1].some((neighbour) => isOtherEnd(stats, fd, neighbour))) {
    throw new StartError(
      `The ${role} descriptor ${fd} is not open: Node uses that number itself; the parent must pass it on.`,
    );
  }
}

/** The standard streams are always passed on: what stands there is never Node's own. */
const LAST_STANDARD_STREAM = 2;

// Node opens pipes of its own on the first free numbers, and has both of their ends side by side. A parent may well
// pass one end of a pipe under two numbers.
function isOtherEnd(stats: Stats, fd: number, neighbour: number): boolean {
  if (Math.min(fd, neighbour) <= LAST_STANDARD_STREAM) {
    return false;
  }
  const other = statOrNothing(neighbour);
  return (
    other?.isFIFO() === true &&
    other.ino === stats.ino &&
    other.dev === stats.dev &&
    isReadable(fd) !== isReadable(neighbour) &&
    isWritable(fd) !== isWritable(neighbour)
  );
}

/** Whether the descriptor is a socket, which carries both directions. */
export function isSocket(fd: number): boolean {
  return statOrNothing(fd)?.isSocket() === true;
}

function statOrNothing(fd: number): Stats | undefined {
  try {
    return fstatSync(fd);
  } catch (error) {
    if (systemErrorCode(error) === 'EBADF') {
      return undefined;
    }
    throw error;
  }
}

function kindOf(stats: Stats): string {
  if (stats.isFile()) {
    return 'a file';
  }
  if (stats.isDirectory()) {
    return 'a directory';
  }
  if (stats.isCharacterDevice()) {
    return 'a terminal or another device';
  }
  return 'something else (Node opens such descriptors for itself where the parent passed none)';
}

const isReadable = (fd: number) => accepts(() => readvSync(fd, [nothing]));
const isWritable = (fd: number) => accepts(() => writeSync(fd, nothing));

// An operation on no bytes moves nothing, and still fails with EBADF against the direction of the descriptor.
function accepts(operation: () => unknown): boolean {
  // On Windows even a read of no bytes waits for the other side.
  if (process.platform === 'win32') {
    return true;
  }
  try {
    operation();
    return true;
  } catch (error) {
    return systemErrorCode(error) !== 'EBADF';
  }
}
