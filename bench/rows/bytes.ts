import { measureEcho } from '../support/echo.js';
import type { Finding, Row } from '../support/row.js';
import { MEBIBYTE } from '../support/textKinds.js';

const SIZES = [1, 16];

export const bytes: Row = {
  name: 'bytes',
  title: 'bytes as the argument and as the result of a call',
  async measure(bench) {
    const findings: Finding[] = [];
    for (const mebibytes of SIZES) {
      const work = `echo of ${mebibytes} MiB of bytes`;
      findings.push(await measureEcho(bench, work, 'bytes', mebibytes * MEBIBYTE));
    }
    return findings;
  },
};
