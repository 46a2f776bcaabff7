import { createRequire } from 'node:module';
import * as imported from 'nodepipe';

/** @type {typeof imported} */
const required = createRequire(import.meta.url)('nodepipe');

/**
 * One copy serves the call, and the other one is asked for it.
 *
 * @param {typeof imported} server
 * @param {typeof imported} asked
 */
async function call(server, asked) {
  const [here, there] = server.memoryPair();
  const functions = { greet: async () => `Good day, ${await asked.currentCall().host.invoke('name')}!` };
  const [user] = await Promise.all([
    asked.connect({ over: here, functions: { name: () => 'Ada' } }),
    server.connect({ over: there, functions }),
  ]);
  const result = await user.peer.invoke('greet');
  await user.close();
  return result;
}

console.log(imported.connect === required.connect ? 'one copy' : 'two copies');
console.log(await call(imported, required));
console.log(await call(required, imported));
