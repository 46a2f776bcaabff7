import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { connect, memoryPair } from '../../node-child/src/index.js';
import { startNode } from '../framing/children.js';
import { fixture } from '../support/child.js';

const silent = () => startNode(['-e', 'process.stdin.resume()']);

describe('connect() to a program that does not speak', () => {
  test('ends when its time is over, and says what it has waited for', async () => {
    await using node = silent();
    await expect(connect({ over: { child: node.child }, timeout: 20 })).rejects.toMatchObject({
      code: 'ERR_NODEPIPE_START',
      message: expect.stringMatching(/has waited 20 ms for the answer to its hello.* give hello: 'answer'/),
      cause: { code: 'ERR_NODEPIPE_TIMEOUT' },
    });
  });

  test('ends with the reason of its signal, and closes what carried it', async () => {
    await using node = silent();
    const controller = new AbortController();
    const connecting = connect({ over: { child: node.child }, signal: controller.signal });
    controller.abort(new Error('no longer wanted'));
    await expect(connecting).rejects.toThrow('no longer wanted');
    await once(node.child, 'exit');
    expect(node.child.exitCode).toBe(0);
  });

  test('takes nothing where its signal is aborted already', async () => {
    const [over, other] = memoryPair();
    await expect(connect({ over, signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    );
    await using right = await connect({ over: other });
    await using left = await connect({ over, hello: 'say', timeout: Number.POSITIVE_INFINITY });
    expect([left.peer, right.peer]).not.toContain(undefined);
  });

  test('ends as soon as the program does', async () => {
    await using node = startNode(['-e', 'process.exit(3)']);
    await expect(connect({ over: { child: node.child } })).rejects.toThrow(/has ended with exit code 3\.$/);
  });

  test('waits for nothing where the other side is to say the hello', async () => {
    await using node = silent();
    await using connection = await connect({ over: { child: node.child }, hello: 'answer', timeout: 0 });
    expect(() => connection.peer.notify('unheard')).not.toThrow();
  });
});

test('the side that started a process says the hello without being told', async () => {
  await using node = startNode([fixture('standardCalls.mjs')]);
  await using connection = await connect({ over: { child: node.child } });
  expect(await connection.peer.invoke('add', 1, 2)).toBe(3);
});

test('where nobody said the hello, what needs one names the option', async () => {
  const [over, other] = memoryPair();
  await using left = await connect({ over });
  await using right = await connect({ over: other });
  const call = left.peer.invoke('take', () => 1);
  await expect(call).rejects.toThrow(
    /no hello was said \(by connect\(\) with hello: 'say', or SaysHello in \.NET\)/,
  );
  expect(right.peer).not.toBe(left.peer);
});

test.each([
  { over: { readable: undefined }, says: /over of connect\(\) is \{ readable: undefined \}; give two/ },
  { over: { readable: new PassThrough() }, says: /is { readable: {…} }; give two descriptors/ },
  { over: { readFd: 3 }, says: /over of connect\(\) is \{ readFd: 3 \}; give two descriptors as/ },
  { over: { child: undefined }, says: /is \{ child: undefined \}; give .* or a process as \{ child \}/ },
])('an over without one of its parts says what to give: $says', async ({ over, says }) => {
  await expect(connect({ over } as never)).rejects.toThrow(says);
});
