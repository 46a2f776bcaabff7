// Runs scripts/<command>.mjs. Apart from run.cjs because an old Node cannot even parse `import()`.
'use strict';

const commands = ['start', 'test', 'build', 'child', 'pack', 'bench', 'benchPeers', 'bugs', 'soak', 'format'];
const [command = '', ...args] = process.argv.slice(2);

/** @param {string} name */
async function run(name) {
  const { FrontDoorError } = await import('./frontDoorError.mjs');
  try {
    process.exitCode = await (await import(`./${name}.mjs`)).run(args);
  } catch (error) {
    if (!(error instanceof FrontDoorError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}

if (commands.includes(command)) {
  void run(command);
} else {
  console.error(`Unknown command '${command}': use one of ${commands.join(', ')}.`);
  process.exitCode = 2;
}
