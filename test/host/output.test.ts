import { describe, expect, test } from 'vitest';
import { launchers, runVerb } from '../support/testHost.js';

const cases = [
  { what: 'one line', write: `'one\\n'`, lines: ['one'] },
  { what: 'nothing', write: `''`, lines: [] },
  { what: 'no line end at the end', write: `'one\\ntwo'`, lines: ['one', 'two'] },
  { what: 'empty lines', write: `'\\n\\none\\n\\n'`, lines: ['', '', 'one', ''] },
  { what: 'CRLF', write: `'one\\r\\ntwo\\r\\n'`, lines: ['one', 'two'] },
  {
    what: '10,000 lines',
    write: `Array.from({ length: 10_000 }, (_, index) => 'line ' + index + '\\n').join('')`,
    lines: Array.from({ length: 10_000 }, (_, index) => `line ${index}`),
  },
  { what: 'a mebibyte in one line', write: `'é'.repeat(2 ** 19)`, lines: ['é'.repeat(2 ** 19)] },
  {
    what: 'bytes that are no UTF-8',
    write: `Buffer.from([65, 0xff, 66, 0xe2, 0x82, 10])`,
    lines: ['A\ufffdB\ufffd'],
  },
  { what: 'a byte order mark', write: `'\\ufeffone\\n'`, lines: ['\ufeffone'] },
];

/** Of a long line the beginning is enough to tell why a child has ended. */
const remembered = (line: string) => (line.length <= 4096 ? line : `${line.slice(0, 4096)}…`);

describe.each(launchers)('by the launcher %s', (launcher) => {
  describe.each(cases)('$what', ({ write, lines }) => {
    test.each(['output', 'error'] as const)(
      'on standard %s arrives whole, though the child exits right after it',
      async (stream) => {
        const descriptor = stream === 'output' ? 1 : 2;
        const script = `
        let rest = Buffer.from(${write});
        while (rest.length > 0) rest = rest.subarray(require('node:fs').writeSync(${descriptor}, rest));
        process.exit(5);`;
        const [, report] = await runVerb('run', { launcher, fileName: 'node', arguments: ['-e', script] });
        expect(report).toMatchObject({
          [stream]: lines,
          [stream === 'output' ? 'error' : 'output']: [],
          exit: { code: 5, lastErrorLines: stream === 'error' ? lines.slice(-20).map(remembered) : [] },
        });
      },
    );
  });

  test('both streams at once are kept apart', async () => {
    const script = 'for (let i = 0; i < 2_000; i++) { console.log("out", i); console.error("err", i); }';
    const [, report] = await runVerb('run', { launcher, fileName: 'node', arguments: ['-e', script] });
    const expected = (word: string) => Array.from({ length: 2_000 }, (_, index) => `${word} ${index}`);
    expect(report).toMatchObject({ output: expected('out'), error: expected('err') });
  });

  test('as many last lines are kept as were asked for', async () => {
    const script = 'for (let i = 0; i < 100; i++) console.error(i); process.exitCode = 1';
    const run = (errorTailLines: number) =>
      runVerb('run', { launcher, fileName: 'node', arguments: ['-e', script], errorTailLines });
    expect((await run(3))[1]).toMatchObject({ exit: { lastErrorLines: ['97', '98', '99'] } });
    expect((await run(0))[1]).toMatchObject({ exit: { lastErrorLines: [] } });
  });
});
