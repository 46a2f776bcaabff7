import { fingerprint } from './fingerprint.mjs';
import { at, childDeclarations } from './layout.mjs';
import { readStamp, writeStamp } from './stamps.mjs';
import { runStepProgram } from './stepProcess.mjs';

/** @typedef {import('./setUp.mjs').Step} Step */

const sources = ['node-child', 'package-lock.json', 'tsconfig.json'];

/**
 * The types of the npm package. No program needs them to run, and so `npm start` and the build of the library do without.
 *
 * @type {Step}
 */
export const buildDeclarations = {
  title: 'the types of the npm package',
  isCurrent: () => readStamp('declarations') === stampOf(fingerprint(sources)),
  async run(signal) {
    // From before it begins, so that a file that is edited meanwhile counts as new.
    const seen = fingerprint(sources);
    await runStepProgram(
      {
        file: process.execPath,
        args: [at('node-child/declarations.mjs')],
        log: '.cache/setup/declarations.log',
      },
      signal,
    );
    writeStamp('declarations', stampOf(seen));
  },
};

/** @param {string} seen the fingerprint of the sources */
function stampOf(seen) {
  return `${seen}\n${fingerprint(childDeclarations)}\n`;
}
