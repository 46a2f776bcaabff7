import { describe, expect, test } from 'vitest';
import type { Handler } from '../../node-child/src/rpc/calls/incomingCall.js';
import { RawPeer } from './support.js';

describe('what a peer sends in the place of a number ends the connection in order, however it is made', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  test.each([
    [
      'a number of a chunk that cannot be shown',
      '{"$bin":[1],"jsonrpc":"2.0","method":"$/chunk","params":[{"toString":1,"valueOf":1},{"$bin":0}]}\nx',
    ],
    [
      'a number of a chunk that is nested deep',
      `{"$bin":[1],"jsonrpc":"2.0","method":"$/chunk","params":[${nested(30_000)},{"$bin":0}]}\nx`,
    ],
    [
      'an announcement that is nested deep',
      `{"$bin":[],"$long":[${nested(50_000)}],"jsonrpc":"2.0","id":5,"method":"add","params":[]}\n`,
    ],
    [
      'an announced number that is nested deep',
      `{"$bin":[],"$long":[[${nested(5_000)},1]],"jsonrpc":"2.0","id":5,"method":"add","params":[]}\n`,
    ],
    [
      'an announcement made twice',
      '{"$bin":[],"$long":[[1,2],[1,2]],"jsonrpc":"2.0","id":5,"method":"add","params":[]}\n',
    ],
    [
      'more attachments than a message may have',
      `{"$bin":[${'0,'.repeat(65_536)}0],"jsonrpc":"2.0","id":5,"method":"add","params":[]}\n`,
    ],
    [
      'very many more',
      `{"$bin":[${'0,'.repeat(10_000_000)}0],"jsonrpc":"2.0","id":5,"method":"add","params":[]}\n`,
    ],
  ])('%s', async (_, bytes) => {
    const peer = new RawPeer({}).hello();
    const call = peer.connection.host.invoke('never');
    peer.connection.data(Buffer.from(bytes));
    expect(peer.messages.at(-1)?.message).toMatchObject({ id: null, error: { code: -32600 } });
    expect(await peer.connection.ended).toMatchObject({ code: 'ERR_NODEPIPE_PROTOCOL' });
    await expect(call).rejects.toMatchObject({ code: 'ERR_NODEPIPE_CLOSED' });
  });
});

test('an error with very many causes is an error of its call, and the first of them are told', async () => {
  const peer = new RawPeer({}).hello();
  const call = peer.connection.host.invoke('first');
  const depth = 20_000;
  const data = `${'{"name":"E","message":"m","cause":'.repeat(depth)}{}${'}'.repeat(depth)}`;
  peer.send(`{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"m","data":${data}}}`);
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  let causes = 0;
  for (let at = error; at instanceof Error && at.cause !== undefined; at = at.cause) {
    causes++;
  }
  expect(causes).toBe(16);
});

describe('a stream', () => {
  const open = async (peer: RawPeer, name: string, id: number) => {
    const items = peer.connection.host.stream(name)[Symbol.asyncIterator]();
    const first = items.next();
    peer.send(`{"$streams":[5],"jsonrpc":"2.0","id":${id},"result":{"$stream":5}}`);
    await peer.messagesUpTo(2 * id);
    return { items, first };
  };

  test('whose number is announced again ends, and the newer one is read', async () => {
    const peer = new RawPeer({}).hello();
    const older = await open(peer, 'older', 1);
    const newer = await open(peer, 'newer', 2);
    await expect(older.first).rejects.toMatchObject({ message: 'The stream 5 was announced twice.' });
    peer.send('{"jsonrpc":"2.0","method":"$/stream/items","params":[5,[1]]}');
    expect(await newer.first).toEqual({ done: false, value: 1 });
  });

  test('with an item that cannot be read fails, and its source is ended', async () => {
    const peer = new RawPeer({}).hello();
    const { first } = await open(peer, 'deep', 1);
    const deep = '['.repeat(600) + ']'.repeat(600);
    peer.send(`{"jsonrpc":"2.0","method":"$/stream/items","params":[5,[1,${deep},2]]}`);
    await expect(first).rejects.toMatchObject({
      message: expect.stringMatching(/nested more than 512 deep/),
    });
    expect((await peer.messagesUpTo(3)).at(-1)).toMatchObject({ method: '$/stream/cancel', params: [5] });
  });

  test('that ends with a deep error ends with that error', async () => {
    const peer = new RawPeer({}).hello();
    const { first } = await open(peer, 'failing', 1);
    const deep = '['.repeat(600) + ']'.repeat(600);
    const data = `{"name":"E","message":"boo","properties":{"deep":${deep}}}`;
    peer.send(
      `{"jsonrpc":"2.0","method":"$/stream/end","params":[5,{"code":-32000,"message":"m","data":${data}}]}`,
    );
    await expect(first).rejects.toMatchObject({ name: 'E', message: 'boo' });
  });

  test.each(['"boo"', 'null', '{}', '{"code":"x","message":"m"}'])(
    'that ends with %s, which is no error, does not end as if nothing were missing',
    async (error) => {
      const peer = new RawPeer({}).hello();
      const { first } = await open(peer, 'failing', 1);
      peer.send(`{"jsonrpc":"2.0","method":"$/stream/end","params":[5,${error}]}`);
      await expect(first).rejects.toMatchObject({
        code: 'ERR_NODEPIPE_PROTOCOL',
        message: 'The stream 5 ended with an error that cannot be read.',
      });
    },
  );

  test('whose number stands twice in one result does not keep its call open', async () => {
    const peer = new RawPeer({}).hello();
    const call = peer.connection.host.invoke<AsyncIterator<unknown>[]>('twice', () => 'open');
    peer.send('{"$streams":[5],"jsonrpc":"2.0","id":1,"result":[{"$stream":5},{"$stream":5}]}');
    const [older, newer] = await call;
    await expect(older?.next()).rejects.toMatchObject({ message: 'The stream 5 was announced twice.' });
    peer.send('{"jsonrpc":"2.0","method":"$/stream/end","params":[5]}');
    expect(await newer?.next()).toMatchObject({ done: true });
    peer.send('{"jsonrpc":"2.0","id":9,"method":"$/callback","params":[1,[]]}');
    expect((await peer.messagesUpTo(2)).at(-1)).toMatchObject({ id: 9, error: { code: -32601 } });
  });
});

test('a long message that begins like one with attachments, and is none, is a message', async () => {
  const length: Handler = ({ arguments: [text] }) => (text as string).length;
  const peer = new RawPeer({ handlers: new Map([['length', length]]) }).hello();
  const text = 'x'.repeat(1_400_000);
  peer.send(`{"$progress":true,"jsonrpc":"2.0","id":1,"method":"length","params":["${text}"]}`);
  expect(await peer.messagesUpTo(1)).toMatchObject([{ id: 1, result: text.length }]);
});

test('the answer to an answer that is none names no call of the peer', () => {
  const peer = new RawPeer({}).hello();
  peer.send('{"jsonrpc":"2.0","id":1}');
  expect(peer.messages).toMatchObject([{ message: { id: null, error: { code: -32600 } } }]);
});
