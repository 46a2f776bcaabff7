import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

const [readFd, writeFd] = process.argv.slice(2).map(Number);
const input = createReadStream('', { fd: readFd });
const output = createWriteStream('', { fd: writeFd });

for await (const line of createInterface({ input })) {
  if (line === 'exit') break;
  output.write(`echo: ${line}\n`);
}
output.end();
