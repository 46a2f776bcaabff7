// The front door: `node scripts/run.cjs <command>`. It is written in the oldest JavaScript, so that a
// Node that is too old can still read it and say so, instead of failing on its syntax.
'use strict';

var found = process.versions.node;

if (parseInt(found, 10) >= 20) {
  require('./runCommand.cjs');
} else {
  console.error(
    'NodePipe needs Node 20 or later, and this is Node ' +
      found +
      ' (' +
      process.execPath +
      '). Get it from https://nodejs.org',
  );
  process.exit(1);
}
