import { closeSync, writeSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { connect } from '../../node-child/src/index.js';
import type { Handler } from '../../node-child/src/rpc/calls/incomingCall.js';
import { Connection } from '../../node-child/src/rpc/connection.js';
import { openTransport } from '../../node-child/src/transport/openTransport.js';
import { transports } from '../support/child.js';
import { makePipe } from '../support/plumbing.js';
import { poll } from '../support/poll.js';

const noLongerReads = {
  code: 'ERR_NODEPIPE_CLOSED',
  message: 'The connection is closed: the other side no longer reads.',
};
const hello = { jsonrpc: '2.0', id: 'h', method: 'nodepipe/hello', params: { version: 1, features: [] } };
const line = (message: object) => `${JSON.stringify(message)}\n`;

describe.each(transports)('over the %s transport', (io) => {
  test.each([
    { how: 'at once', isSynchronous: true },
    { how: 'from a queue', isSynchronous: false },
  ])(
    'a call settles whose other side no longer reads but keeps its writing end, written $how',
    async ({ isSynchronous }) => {
      const [there, back] = [makePipe(), makePipe()];
      const heard: unknown[] = [];
      const transport = await openTransport({ readFd: there.readFd, writeFd: back.writeFd }, io);
      const hear: Handler = (call) => void heard.push(call.arguments[0]);
      const connection = new Connection(transport, { handlers: new Map([['hear', hear]]) });
      transport.start(connection);
      const tell = (message: object) => writeSync(there.writeFd, line(message));
      if (isSynchronous) {
        tell(hello);
        tell({ jsonrpc: '2.0', method: 'hear', params: ['hello'] });
        await poll('the hello', () => heard.length === 1);
      }
      closeSync(back.readFd);
      const call = connection.host.invoke('price');
      tell({ jsonrpc: '2.0', method: 'hear', params: ['still'] });
      await expect(call).rejects.toMatchObject(noLongerReads);
      await expect(connection.host.invoke('price')).rejects.toMatchObject(noLongerReads);
      expect(heard.at(-1)).toBe('still');
      tell({ jsonrpc: '2.0', method: 'hear', params: ['later'] });
      await poll('what comes later', () => heard.at(-1) === 'later');
      closeSync(there.writeFd);
      await connection.ended;
      connection.close();
      await transport.end();
    },
  );
});

test.each(['before', 'after'])('so does one over a stream that is destroyed %s it connects', async (when) => {
  const [readable, writable] = [new PassThrough(), new PassThrough()];
  if (when === 'before') {
    writable.destroy();
  }
  const connection = await connect({ over: { readable, writable } });
  writable.destroy();
  const refusal = await poll('the refusal', () =>
    connection.peer.invoke('x').then(
      () => false,
      (error: unknown) => error instanceof Error && error.message === noLongerReads.message && error,
    ),
  );
  expect(refusal).toMatchObject(noLongerReads);
  await connection.close();
  readable.destroy();
});
