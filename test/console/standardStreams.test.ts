import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { consoleProgram, repository, runConsoleWith } from '../support/consoleHost.js';

/** Runs a shell's command line in which `host` is the interactive host. */
async function shell(line: string) {
  const { stdout, stderr, exitCode, timedOut } = await execa(
    'bash',
    ['-c', `host() { dotnet '${consoleProgram}' "$@"; }; ${line}`],
    { cwd: repository, input: '', reject: false, timeout: 10_000, killSignal: 'SIGKILL' },
  );
  return { stdout, stderr, exitCode, timedOut };
}

describe.skipIf(process.platform !== 'linux')('set up by a shell', () => {
  test.each([
    ['lines', 'yes | host', 'echo: y'],
    ['a stream', 'echo ".call count 1000000000" | host --module examples/hello/hello.mjs', '1'],
  ])('a reader of %s that leaves ends the host quietly, with the code of SIGPIPE', async (_, host, reply) => {
    expect(await shell(`${host} | head -1; exit \${PIPESTATUS[1]}`)).toEqual({
      stdout: reply,
      stderr: '',
      exitCode: 141,
      timedOut: false,
    });
  });

  test.each([
    ['replies', "printf 'hello\\nexit\\n' | host"],
    ['the help', 'host --help'],
  ])('an output that takes no %s is one line on standard error and code 1', async (_, host) => {
    expect(await shell(`${host} > /dev/full`)).toEqual({
      stdout: '',
      stderr: 'Standard output could not be written: No space left on device',
      exitCode: 1,
      timedOut: false,
    });
  });

  test('an output that somebody made non-blocking gets every reply', async () => {
    const setNonBlocking = 'process.stdout.write(""); setTimeout(() => {}, 1e6)';
    const result = await shell(
      `yes "$(printf 'x%.0s' {1..100})" | head -20000 | {
         '${process.execPath}' -e '${setNonBlocking}' & other=$!
         while ! grep -q '^flags:.*4[0-7][0-7][0-7]$' /proc/$other/fdinfo/1 2> /dev/null; do :; done
         host; code=$?; kill $other; exit $code
       } | { sleep 0.5; wc -l; }; exit \${PIPESTATUS[2]}`,
    );
    expect(result).toEqual({ stdout: '20000', stderr: '', exitCode: 0, timedOut: false });
  });

  test('an input that is closed is one that has ended', async () => {
    expect(await shell('host <&-')).toEqual({ stdout: '', stderr: '', exitCode: 0, timedOut: false });
  });

  test('an output that is closed is one line on standard error and code 1', async () => {
    const { stderr, exitCode } = await shell('host >&-');
    expect(stderr).toMatch(/^There is no standard output[^\n]*$/);
    expect(exitCode).toBe(1);
  });

  test('a standard error that is closed or takes nothing changes no reply', async () => {
    for (const redirection of ['2>&-', '2> /dev/full']) {
      const { stdout, exitCode } = await shell(`printf '.call\\nhello\\n' | host ${redirection}`);
      expect({ stdout, exitCode }).toEqual({ stdout: 'echo: hello', exitCode: 0 });
    }
  });
});

test('a line that cannot be sent is told of, and the others are answered', async () => {
  const { lines, errors, exitCode } = await runConsoleWith('one\na\rb\n.call ping\ntwo\n.stats\nexit\n');
  expect(lines.slice(0, 3)).toEqual(['echo: one', '"pong"', 'echo: two']);
  expect(lines.join('\n')).toMatch(/^lines +2 sent, 2 received$/m);
  expect(errors).toMatch(/^This line was not sent: A line cannot hold a line end[^\n]*$/);
  expect(exitCode).toBe(0);
});

test.each([
  ['that begin like UTF-16', [0xff, 0xfe], 'echo: \ufffd\ufffdone'],
  ["after UTF-8's byte order mark", [0xef, 0xbb, 0xbf], 'echo: one'],
])('bytes %s are UTF-8', async (_, bytes, reply) => {
  const { lines } = await runConsoleWith(Uint8Array.from([...bytes, ...Buffer.from('one\ntwo\n')]));
  expect(lines).toEqual([reply, 'echo: two']);
});
