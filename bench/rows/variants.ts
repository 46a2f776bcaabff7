import { at } from '../../scripts/setup/layout.mjs';
import type { Bench } from '../support/bench.js';
import { withSpread } from '../support/format.js';
import { perMode } from '../support/perMode.js';
import type { Finding, Mode, Row } from '../support/row.js';
import { numbers, type Samples } from '../support/samples.js';
import { ratiosOf } from '../support/statistics.js';

const MILLISECONDS = 400;
const QUICK_MILLISECONDS = 200;
const REPETITIONS = 9;
const SMALL = 100;
/** Fits into a pipe of the system's capacity with room to spare: nobody reads while it is written. */
const LARGE = 32 * 1024;
const TEXT_LENGTHS = [2, 4, 8, 16, 64].map((kibi) => kibi * 1024);

/** How either side can write and read; the echo is `cat` where the host alone is looked at. */
interface Variant {
  readonly name: string;
  readonly host: readonly [writer: string, reader: string];
  readonly echo: readonly string[];
}

const host = (name: string, writer: string, reader: string): Variant => ({
  name,
  host: [writer, reader],
  echo: ['cat'],
});
const child = (name: string, reader: string, writer: string): Variant => ({
  name,
  host: ['write', 'read'],
  echo: [process.execPath, at('bench/programs/nodeEcho.mjs'), reader, writer],
});

const comparisons: readonly { readonly work: string; readonly length: number; readonly both: Variant[] }[] = [
  {
    work: 'the host writes 100 bytes',
    length: SMALL,
    both: [host('`WriteAsync`', 'WriteAsync', 'read'), host('`write(2)`', 'write', 'read')],
  },
  {
    work: 'the host reads 100 bytes',
    length: SMALL,
    both: [
      host('`ReadAsync`', 'write', 'ReadAsync'),
      host('a thread that waits in `read(2)`', 'write', 'read'),
    ],
  },
  ...[SMALL, LARGE].flatMap((length) => [
    {
      work: `the child reads ${lengthName(length)}`,
      length,
      both: [child('`data`', 'data', 'writeSync'), child('`onread`', 'onread', 'writeSync')],
    },
    {
      work: `the child writes ${lengthName(length)}`,
      length,
      both: [child('`socket.write`', 'onread', 'write'), child('`writeSync`', 'onread', 'writeSync')],
    },
  ]),
];

export const variants: Row = {
  name: 'variants',
  title: 'ways to read, to write and to send text that the library chose between',
  isOnRequest: true,
  async measure(bench) {
    const findings: Finding[] = [];
    for (const { work, length, both } of comparisons) {
      const figures = await perMode(bench, async (mode) => {
        const times = await inTurn(
          bench,
          both.map((variant) => () => roundTrip(bench, mode, length, variant)),
        );
        return compare(both.map(({ name }, index) => [name, numbers(times[index] ?? [], 'p50')]));
      });
      findings.push({ work, figures });
    }
    for (const length of TEXT_LENGTHS) {
      const figures = await perMode(bench, async (mode) => {
        const module = at('bench/programs/calls.mjs');
        const measure = () => bench.runHost(mode, 'text-forms', module, length, 2 * milliseconds(bench));
        const [samples = []] = await inTurn(bench, [measure]);
        const forms = { json: 'in JSON', attached: 'attached', text: 'as the library sends it' };
        return compare(Object.entries(forms).map(([form, name]) => [name, numbers(samples, form)]));
      });
      findings.push({
        work: `a string of ${length.toLocaleString('en')} characters, there and back`,
        figures,
      });
    }
    return findings;
  },
};

function lengthName(length: number): string {
  return length < 1024 ? `${length} bytes` : `${length / 1024} KiB`;
}

const milliseconds = (bench: Bench) => (bench.quick ? QUICK_MILLISECONDS : MILLISECONDS);

function roundTrip(bench: Bench, mode: Mode, length: number, { host, echo }: Variant): Promise<Samples> {
  return bench.runHost(mode, 'pipe-variants', ...host, length, milliseconds(bench), ...echo);
}

/** Measures one after the other, again and again, so that what else the machine does hits all alike. */
async function inTurn(bench: Bench, measures: readonly (() => Promise<Samples>)[]): Promise<Samples[]> {
  const samples: Samples[] = measures.map(() => []);
  for (let repetition = 0; repetition < bench.repetitions(REPETITIONS); repetition++) {
    for (const [index, measure] of measures.entries()) {
      samples[index] = [...(samples[index] ?? []), ...(await measure())];
    }
  }
  return samples;
}

/** The medians, and behind all but the first how many times the first's they are: the median of the turns' ratios. */
function compare(variants: readonly (readonly [name: string, times: readonly number[]])[]) {
  const [, firsts] = variants[0] ?? ['', []];
  const texts = variants.map(([name, times], index) => {
    const ratio = index === 0 ? '' : `, ${withSpread(ratiosOf(times, firsts), '×')}`;
    return `${name} ${withSpread(times, 'µs')}${ratio}`;
  });
  return { text: texts.join('; ') };
}
