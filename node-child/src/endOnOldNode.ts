import { writeSync } from 'node:fs';
import { nodeTooOld } from './nodeVersion.js';

const STANDARD_ERROR = 2;
const EXIT_USAGE = 2;

// Imported before all others, so that nothing runs that an older Node does not know.
if (nodeTooOld !== undefined) {
  writeSync(STANDARD_ERROR, `nodepipe: ${nodeTooOld}\n`);
  process.exit(EXIT_USAGE);
}
