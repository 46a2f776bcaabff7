import { fileURLToPath } from 'node:url';
import { start } from 'nodepipe';

interface Calculator {
  add(a: number, b: number): number;
  invoice(amount: number): string;
}

await using calculator = await start<Calculator>({
  command: 'node',
  args: [fileURLToPath(new URL('calculator.mjs', import.meta.url))],
  functions: { company: () => 'Contoso', ready: () => {} },
});
const sum = await calculator.peer.add(20, 22);
console.log(await calculator.peer.invoice(sum)); // Contoso: 42
console.log((await calculator.close()).code); // 0
