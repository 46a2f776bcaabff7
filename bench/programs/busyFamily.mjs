// A child that spins, and has a child of its own that spins as well: nobody in here would see an end of file.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';

spawn(process.execPath, ['-e', "process.stdout.write('x'); for (;;);"], {
  stdio: ['ignore', 'pipe', 'ignore'],
}).stdout.once('data', () => {
  writeSync(Number(process.argv[3]), 'ready\n');
  for (;;);
});
