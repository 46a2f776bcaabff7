import { spawn } from 'node:child_process';
import { closeSync, createReadStream, createWriteStream } from 'node:fs';
import { connect, type Endpoint, type Framing, memoryPair } from '../../node-child/src/index.js';
import { functions } from '../fixtures/child/framedFunctions.mjs';
import { fixture } from '../support/child.js';
import { makePipe } from '../support/plumbing.js';
import { startNode } from './children.js';

/** The other side, which serves the functions of the fixture. */
export interface Served extends AsyncDisposable {
  /** How it is reached. */
  readonly over: Endpoint;
}

/** Ways to the other side, by what carries the bytes. */
export const carriers: Readonly<Record<string, (framing: Framing) => Promise<Served>>> = {
  async 'two ends in memory'(framing) {
    const [over, other] = memoryPair();
    const served = await connect({ over: other, framing, functions });
    return { over, [Symbol.asyncDispose]: () => served.close() };
  },

  async 'the standard streams of a child'({ name }) {
    const node = startNode([fixture('framedCalls.mjs'), '0', '1', name]);
    return { over: { child: node.child }, [Symbol.asyncDispose]: () => node[Symbol.asyncDispose]() };
  },

  async 'pipes of the kernel'({ name }) {
    const [there, back] = [makePipe(), makePipe()];
    const child = spawn(process.execPath, [fixture('framedCalls.mjs'), '3', '4', name], {
      stdio: ['ignore', 'ignore', 'inherit', there.readFd, back.writeFd],
    });
    closeSync(there.readFd);
    closeSync(back.writeFd);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    const dispose = async () => {
      child.kill('SIGKILL');
      await exited;
    };
    const over = {
      readable: createReadStream('', { fd: back.readFd }),
      writable: createWriteStream('', { fd: there.writeFd }),
    };
    return { over, [Symbol.asyncDispose]: dispose };
  },
};
