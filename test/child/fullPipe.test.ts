import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { SocketTransport } from '../../node-child/src/transport/socketTransport.js';
import { makePipe } from '../support/plumbing.js';

test('what a pipe takes in parts goes out once, and in order', async () => {
  const back = makePipe();
  const forth = makePipe();
  const transport = new SocketTransport(back.readFd, forth.writeFd);
  // Nobody reads yet, and a pipe holds 64 KiB: the second has no room for all of itself.
  const first = Buffer.alloc(60_000, 'a');
  const second = Buffer.from(Array.from({ length: 40_000 }, (_, index) => index % 251));
  transport.write(first);
  transport.write(second);
  const ended = transport.end();
  const read: Buffer[] = [];
  for await (const chunk of new Socket({ fd: forth.readFd })) {
    read.push(chunk);
  }
  await ended;
  expect(Buffer.concat(read).equals(Buffer.concat([first, second]))).toBe(true);
});
