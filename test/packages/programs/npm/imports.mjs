import { connect, memoryPair } from 'nodepipe';

const [here, there] = memoryPair();
const greet = (/** @type {string} */ name) => `Good day, ${name}!`;
const [user] = await Promise.all([connect({ over: here }), connect({ over: there, functions: { greet } })]);
console.log(await user.peer.invoke('greet', 'Ada'));
await user.close();
