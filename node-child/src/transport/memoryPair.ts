import { Transform, type TransformCallback } from 'node:stream';
import type { StreamPair } from './streamPair.js';

/**
 * Makes two ends that are joined in memory: what one writes the other reads, in a later turn of the event loop, and the
 * writer waits for the reader as over a pipe. For tests, and for two parts of one program.
 */
export function memoryPair(): [StreamPair, StreamPair] {
  const [there, back] = [new MemoryPipe(), new MemoryPipe()];
  return [
    { readable: back, writable: there },
    { readable: there, writable: back },
  ];
}

class MemoryPipe extends Transform {
  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    // Copied as a pipe does: from here on the memory is the writer's again.
    const copy = Buffer.from(chunk);
    setImmediate(() => callback(null, copy));
  }
}
