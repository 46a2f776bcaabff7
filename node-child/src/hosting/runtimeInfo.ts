import type { RuntimeInfo } from '../rpc/messages/hello.js';

/** The runtime that this runs on, for people. */
export function runtimeInfo(io: string): RuntimeInfo {
  const { bun, deno, node } = process.versions;
  if (bun !== undefined) {
    return { name: 'bun', version: bun, io };
  }
  return deno === undefined ? { name: 'node', version: node, io } : { name: 'deno', version: deno, io };
}
