import { type CallContext, connect } from 'nodepipe';

function add(a: number, b: number): number {
  return a + b;
}

async function invoice(this: CallContext, amount: number): Promise<string> {
  return `${await this.host.invoke<string>('company')}: ${amount}`;
}

await using connection = await connect({ functions: { add, invoice } });
connection.peer.notify('ready', process.pid);
await connection.ended;
