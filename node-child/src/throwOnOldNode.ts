import { nodeTooOld } from './nodeVersion.js';

// Imported before all others, so that nothing runs that an older Node does not know.
if (nodeTooOld !== undefined) {
  throw new Error(nodeTooOld);
}
