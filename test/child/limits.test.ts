import { describe, expect, test } from 'vitest';
import { startChild, transports } from '../support/child.js';

const ping = (id: number) => `{"jsonrpc":"2.0","id":${id},"method":"ping"}\n`;

describe.each(transports)('over %s', (io) => {
  test('a message over the limit of the command line is named, and the child ends', async () => {
    await using child = startChild({ io, extraArguments: ['--max-message-length', '100'] }).read();
    child.write(ping(1));
    child.write(`${'x'.repeat(100)}\n${'x'.repeat(101)}\n`);
    expect(await child.exit()).toEqual({ code: 1, signal: null });
    const [pong, echoed, told] = child.lines;
    expect([pong, echoed]).toEqual(['{"jsonrpc":"2.0","id":1,"result":"pong"}', `echo: ${'x'.repeat(100)}`]);
    expect(JSON.parse(told ?? '')).toMatchObject({ id: null, error: { code: -32600 } });
    expect(child.stderr).toContain('longer than the limit of 100 bytes');
  });

  test('the hello names the limit of the command line', async () => {
    await using child = startChild({ io, extraArguments: ['--max-message-length=300000000'] }).read();
    child.write('{"jsonrpc":"2.0","id":1,"method":"nodepipe/hello","params":{"version":1,"features":[]}}\n');
    const [hello] = await child.linesUpTo(1);
    expect(JSON.parse(hello ?? '')).toMatchObject({ result: { maxMessageLength: 300_000_000 } });
  });
});

// Over `fs` a write that is under way holds the process until somebody reads.
test('a host that sends and never reads ends the child, which says why', async () => {
  const limits = ['--max-message-length', '1000', '--max-buffered-bytes', '1000000'];
  await using child = startChild({ io: 'socket', extraArguments: limits });
  const line = `${'x'.repeat(999)}\n`;
  const send = () => {
    while (child.input.writable && child.input.write(line));
  };
  child.input.on('drain', send);
  send();
  expect(await child.exit()).toEqual({ code: 1, signal: null });
  expect(child.stderr).toMatch(
    /^nodepipe: Answers that are not written hold \d+ bytes, which is over the limit of 1000000 bytes; raise maxBufferedBytes, or send less at once\.\n$/,
  );
});
