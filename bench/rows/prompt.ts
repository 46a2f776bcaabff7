import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Bench } from '../support/bench.js';
import { plainFigure } from '../support/figure.js';
import { perMode } from '../support/perMode.js';
import type { Mode, Row } from '../support/row.js';

const GOAL_SECONDS = 1;
const RUNS = 9;

export const prompt: Row = {
  name: 'prompt',
  title: 'from a second `npm start` to its first reply',
  async measure(bench) {
    // The first one may have something to build.
    await timeOnce(bench, 'free');
    const figures = await perMode(bench, async (mode) => {
      const seconds: number[] = [];
      for (let run = 0; run < bench.repetitions(RUNS); run++) {
        seconds.push(await timeOnce(bench, mode));
      }
      return plainFigure(seconds, 's');
    });
    return [
      {
        work: 'second `npm start`, from the command to the reply to a piped line',
        figures,
        goal: { text: `≤ ${GOAL_SECONDS} s`, limit: { atMost: GOAL_SECONDS } },
      },
    ];
  },
};

async function timeOnce(bench: Bench, mode: Mode): Promise<number> {
  const [file, ...args] = bench.command(mode, ...npmCommand(), 'start', '--silent');
  const begin = performance.now();
  const npm = spawn(file, args, {
    cwd: bench.root,
    env: userEnvironment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  npm.stdin.end('hello\n');
  let output = '';
  let seconds: number | undefined;
  npm.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (output.includes('\n')) {
      seconds ??= (performance.now() - begin) / 1000;
    }
  });
  const [code] = await once(npm, 'close');
  if (code !== 0 || output !== 'echo: hello\n' || seconds === undefined) {
    throw new Error(`npm start ended with ${code} and printed ${JSON.stringify(output)}.`);
  }
  return seconds;
}

/** npm itself where it runs the bench, so that it need not be on the PATH. */
function npmCommand(): [string, ...string[]] {
  const cli = process.env['npm_execpath'];
  return cli === undefined ? ['npm'] : [process.execPath, cli];
}

/** Without what `npm run bench` has set for its own scripts. */
function userEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
}
