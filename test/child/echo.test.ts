import { createHash } from 'node:crypto';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { childProgram, type Plumbing, startChild, transports } from '../support/child.js';
import { poll } from '../support/poll.js';

const MEBIBYTE = 1024 * 1024;
const scripts = ['plain', 'žluťoučký kůň', 'Ελληνικά', 'русский', '日本語', 'العربية', '🜁🜂🜃🜄', 'a\tb\u0000c'];

function mixedLines(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const text = scripts[index % scripts.length] ?? '';
    if (index % 2_500 === 1_234) {
      return `${index} ${text.padEnd(MEBIBYTE, text)}`;
    }
    return index % 97 === 0 ? '' : `${index} ${text.repeat((index * 7) % 50)}`;
  });
}

const digest = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

describe.each(transports)('over the %s transport', (io) => {
  describe.each<Plumbing>(['pipes', 'socket pairs'])('and %s', (plumbing) => {
    test('10,000 lines of every length and script come back, in order, to a peer that writes all before it reads', async () => {
      const lines = mixedLines(10_000);
      const sent = lines.map((line) => `${line}\n`).join('');
      const expected = lines.map((line) => `echo: ${line}\n`).join('');
      await using child = startChild({ io, plumbing });
      const written = new Promise((resolve) => child.input.write(sent, resolve));
      await written;
      child.read();
      await poll('the whole echo', () => child.output.bytesRead >= Buffer.byteLength(expected));
      expect(digest(child.bytes)).toBe(digest(expected));
    });

    test('a text that comes after others waits for none of them', async () => {
      await using child = startChild({ io, plumbing }).read();
      child.write('one\n');
      expect(await child.linesUpTo(1)).toEqual(['echo: one']);
      child.write('two\n');
      expect(await child.linesUpTo(2)).toEqual(['echo: one', 'echo: two']);
    });
  });

  test('a single line of 64 MiB comes back whole', async () => {
    const line = 'x'.repeat(64 * MEBIBYTE);
    await using child = startChild({ io }).read();
    child.write(`${line}\n`);
    const expected = `echo: ${line}\n`;
    await poll('the whole line', () => child.output.bytesRead >= expected.length);
    expect(digest(child.bytes)).toBe(digest(expected));
  });
});

test('the transport that nobody asked for by name is chosen for the runtime', async () => {
  await using child = startChild().read();
  child.write('hello\n');
  expect(await child.linesUpTo(1)).toEqual(['echo: hello']);
});

test('descriptors 0 and 1 carry a channel as well', async () => {
  const { stdout } = await execa(process.execPath, [childProgram, '0', '1'], { input: 'hello\nlast' });
  expect(stdout).toBe('echo: hello\necho: last');
});
