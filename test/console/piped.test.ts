import { expect, test } from 'vitest';
import { runConsole, runConsoleWith } from '../support/consoleHost.js';

test('5,000 piped lines are answered in order, and by nothing else', async () => {
  const typed = Array.from({ length: 5_000 }, (_, index) => `line ${index} ${'é😀'.repeat(index % 50)}`);
  const { lines, errors, exitCode } = await runConsole([...typed, 'exit']);
  expect(lines).toEqual(typed.map((line) => `echo: ${line}`));
  expect({ errors, exitCode }).toEqual({ errors: '', exitCode: 0 });
});

test.each([
  ['without an end of its last line', 'one\ntwo', ['echo: one', 'echo: two']],
  ['with CRLF', 'one\r\ntwo\r\n', ['echo: one', 'echo: two']],
  ['with a blank line', 'one\n\ntwo\n', ['echo: one', 'echo: ', 'echo: two']],
  ['that is empty', '', []],
  ['that goes on behind exit', 'one\nexit\ntwo\n', ['echo: one']],
])('an input %s is answered in full, with code 0', async (_, input, expected) => {
  const { lines, exitCode } = await runConsoleWith(input);
  expect({ lines, exitCode }).toEqual({ lines: expected, exitCode: 0 });
});

test('.help lists the commands, and .stats shows the process, its descriptors and the lines', async () => {
  const { lines } = await runConsole(['one', '.help', '.stats']);
  expect(lines[0]).toBe('echo: one');
  const text = lines.join('\n');
  for (const command of ['.load path', '.call name', '.stats', '.help', 'exit, Ctrl+D']) {
    expect(text).toContain(command);
  }
  expect(text).toMatch(/^pid +\d+$/m);
  expect(text).toMatch(/^descriptors +reads \d+, writes \d+$/m);
  expect(text).toMatch(/^runtime +node [\d.]+, (?:socket|fs)$/m);
  expect(text).toMatch(/^lines +1 sent, 1 received$/m);
  expect(text).toMatch(/^round trip +p50 \d+ µs, p99 \d+ µs$/m);
});

test('a line that only looks like a command goes to the child', async () => {
  expect((await runConsole(['.unknown thing', '.'])).lines).toEqual(['echo: .unknown thing', 'echo: .']);
});

test.each([
  ['Portable', 'Fs'],
  ['Portable', 'Socket'],
])('--launcher %s and --transport %s are what .stats shows', async (launcher, transport) => {
  const { lines } = await runConsole(['.stats'], ['--launcher', launcher, '--transport', transport]);
  expect(lines.join('\n')).toMatch(new RegExp(`launcher +${launcher}\n.*, ${transport.toLowerCase()}\n`));
});

test.each([
  [['--node', '/nowhere/node'], /\/nowhere\/node/],
  [['--node', ''], /--node is empty/],
  [['--module', ''], /--module is empty/],
  [['--launcher', 'Catapult'], /'Catapult' is no value of --launcher: use one of Default, .*Portable/],
  [['--launcher', '7'], /'7' is no value of --launcher/],
  [['--transport', '9'], /'9' is no value of --transport: use one of Default, Fs, Socket/],
  [['--no-such-option'], /--no-such-option/],
])('%s is a clear error in one line, and exit code 1', async (args, message) => {
  const { lines, errors, exitCode } = await runConsole(['hello'], args);
  expect(errors).toMatch(message);
  expect(errors).not.toContain('\n');
  expect({ lines, exitCode }).toEqual({ lines: [], exitCode: 1 });
});

test('no place to unpack the child to is a clear error in one line, and exit code 1', async () => {
  const { lines, errors, exitCode } = await runConsole(['hello'], [], {
    HOME: '/proc',
    TMPDIR: '/proc',
    XDG_DATA_HOME: '',
  });
  expect(errors).toMatch(/^[^\n]*\/proc\/nodepipe[^\n]*$/);
  expect({ lines, exitCode }).toEqual({ lines: [], exitCode: 1 });
});

test('names of options are taken in any case', async () => {
  const { lines } = await runConsole(['.stats'], ['--launcher', 'portable', '--transport', 'FS']);
  expect(lines.join('\n')).toMatch(/launcher +Portable\n.*, fs\n/);
});
