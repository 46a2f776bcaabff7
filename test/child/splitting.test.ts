import { describe, expect, test } from 'vitest';
import { startChild, transports } from '../support/child.js';

describe.each(transports)('over the %s transport', (io) => {
  test('a line may arrive byte by byte, with characters torn apart', async () => {
    await using child = startChild({ io }).read();
    child.write('ready\n');
    await child.linesUpTo(1);
    for (const byte of Buffer.from('žluťoučký 日本 🜁\n')) {
      await new Promise((resolve) => child.input.write(Buffer.of(byte), resolve));
    }
    expect((await child.linesUpTo(2))[1]).toBe('echo: žluťoučký 日本 🜁');
  });

  test('many lines may arrive at once', async () => {
    await using child = startChild({ io }).read();
    const numbers = Array.from({ length: 300 }, (_, index) => String(index));
    child.write(`${numbers.join('\n')}\n`);
    expect(await child.linesUpTo(300)).toEqual(numbers.map((number) => `echo: ${number}`));
  });

  test('LF and CRLF end a line, and a blank line is a line', async () => {
    await using child = startChild({ io }).read();
    child.write('one\r\n\ntwo\n\r\n   \nthree\r\n');
    expect(await child.linesUpTo(6)).toEqual(['one', '', 'two', '', '   ', 'three'].map((t) => `echo: ${t}`));
  });

  test('a CR inside a line belongs to the line', async () => {
    await using child = startChild({ io }).read();
    child.write('one\rtwo\nthree\r\r\n');
    await child.linesUpTo(2);
    expect(child.bytes.toString()).toBe('echo: one\rtwo\necho: three\r\r\n');
  });

  test('the last line needs no end', async () => {
    await using child = startChild({ io }).read();
    child.write('one\nlast');
    child.input.end();
    expect(await child.exit()).toEqual({ code: 0, signal: null });
    expect(child.bytes.toString()).toBe('echo: one\necho: last\n');
  });

  test('an end of file without a line is answered by silence', async () => {
    await using child = startChild({ io }).read();
    child.input.end();
    expect(await child.exit()).toEqual({ code: 0, signal: null });
    expect(child.bytes).toHaveLength(0);
  });

  test('bytes that are not UTF-8 come back as U+FFFD in a text', async () => {
    await using child = startChild({ io }).read();
    child.write(Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a]));
    expect(await child.linesUpTo(1)).toEqual(['echo: a\ufffd\ufffdb']);
  });
});
