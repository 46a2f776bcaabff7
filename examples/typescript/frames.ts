import { spawn } from 'node:child_process';
import { framings, openMessageChannel } from 'nodepipe';

const child = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
await using channel = await openMessageChannel({ over: { child }, framing: framings.headers });
await channel.send('{"jsonrpc":"2.0","method":"hello"}');
await channel.end();
for await (const frame of channel.readAll()) {
  console.log(frame.toString());
}
console.log(await channel.ended); // the process 4711 has ended with exit code 0
