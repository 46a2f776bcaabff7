import { fileURLToPath } from 'node:url';
import { start } from 'nodepipe';

await using calculator = await start({
  command: 'node',
  args: [fileURLToPath(new URL('calculator.mjs', import.meta.url))],
  functions: { company: () => 'Contoso', ready: () => {} },
});
const sum = await calculator.peer.invoke<number>('add', 20, 22);
console.log(await calculator.peer.invoke<string>('invoice', sum)); // Contoso: 42
console.log((await calculator.close()).code); // 0
