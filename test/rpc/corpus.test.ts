import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { poll } from '../support/poll.js';
import { parseExactly, RawPeer, splitMessages, type WrittenMessage } from './support.js';
import { exampleMethods, wireMethods } from './wireMethods.js';

interface Step {
  readonly send: readonly (string | { readonly base64: string })[];
  readonly expect: readonly {
    readonly message: unknown;
    readonly attachments?: readonly string[];
    readonly anyOrder?: boolean;
  }[];
  readonly end?: boolean;
}

interface WireCase {
  readonly name: string;
  readonly rule: string;
  readonly steps: readonly Step[];
  readonly hello?: boolean;
  readonly limit?: number;
  readonly maxOpenRequests?: number;
  readonly ends?: boolean;
}

const wire = fileURLToPath(new URL('../wire/', import.meta.url));
const readJson = (path: string): unknown => parseExactly(readFileSync(`${wire}${path}`, 'utf8'));

/** Every member that is expected is there; "*" is anything. */
function matching(expected: unknown): unknown {
  if (expected === '*') {
    return expect.anything();
  }
  if (Array.isArray(expected)) {
    return expected.map(matching);
  }
  return typeof expected === 'object' && expected !== null
    ? expect.objectContaining(
        Object.fromEntries(Object.entries(expected).map(([name, member]) => [name, matching(member)])),
      )
    : expected;
}

/** Joins the items of one stream that came in several messages. */
function joinItems(messages: readonly WrittenMessage[]): WrittenMessage[] {
  const joined: WrittenMessage[] = [];
  for (const one of messages) {
    const items = itemsOf(one.message);
    const before = itemsOf(joined.at(-1)?.message);
    if (items !== undefined && before !== undefined && items[0] === before[0]) {
      before[1].push(...items[1]);
    } else {
      joined.push(one);
    }
  }
  return joined;
}

function itemsOf(message: unknown): [unknown, unknown[]] | undefined {
  const { method, params } = (message ?? {}) as { method?: string; params?: [unknown, unknown[]] };
  return method === '$/stream/items' ? params : undefined;
}

async function play(peer: RawPeer, { steps, ends = false }: WireCase): Promise<void> {
  const last: Step = {
    send: ['{"jsonrpc":"2.0","id":"after","method":"echo","params":["after"]}'],
    expect: [{ message: { id: 'after', result: 'after' } }],
  };
  const isOver = ends || steps.some(({ end }) => end === true);
  for (const step of isOver ? steps : [...steps, last]) {
    peer.written.length = 0;
    peer.send(...step.send.map((one) => (typeof one === 'string' ? one : Buffer.from(one.base64, 'base64'))));
    if (step.end === true) {
      peer.connection.end();
    }
    const messages = await poll(`${step.expect.length} messages`, () => {
      const messages = joinItems(splitMessages(Buffer.concat(peer.written)));
      const items = (list: readonly { message: unknown }[]) =>
        list.reduce((sum, { message }) => sum + (itemsOf(message)?.[1].length ?? 0), 0);
      return messages.length >= step.expect.length && items(messages) >= items(step.expect) && messages;
    });
    expect(messages.map(({ message }) => message)).toEqual(
      step.expect.map(({ message, anyOrder }) =>
        anyOrder === true && Array.isArray(message)
          ? expect.arrayContaining(message.map(matching))
          : matching(message),
      ),
    );
    for (const [index, { attachments }] of step.expect.entries()) {
      if (attachments !== undefined) {
        expect(messages[index]?.attachments).toEqual(attachments);
      }
    }
  }
  if (ends) {
    expect(await peer.connection.ended).toBeInstanceOf(Error);
  }
}

describe.each(['accept', 'reject'])('the corpus, %s:', (folder) => {
  const files = readdirSync(`${wire}${folder}`).map((file) => ({
    file,
    one: readJson(`${folder}/${file}`) as WireCase,
  }));

  describe.each([
    { how: 'at once', bytesAtATime: undefined },
    { how: 'byte by byte', bytesAtATime: 1 },
  ])('read $how', ({ bytesAtATime }) => {
    test.each(files)('$one.name ($file)', async ({ one }) => {
      const { limit, maxOpenRequests } = one;
      const peer = new RawPeer({
        handlers: wireMethods,
        ...(limit !== undefined && { maxMessageLength: limit }),
        ...(maxOpenRequests !== undefined && { maxOpenCalls: maxOpenRequests }),
      });
      if (one.hello === true) {
        peer.hello();
      }
      if (bytesAtATime !== undefined) {
        const data = peer.connection.data.bind(peer.connection);
        peer.connection.data = (chunk) => {
          for (let at = 0; at < chunk.length; at += bytesAtATime) {
            data(chunk.subarray(at, at + bytesAtATime));
          }
        };
      }
      await play(peer, one);
    });
  });
});

interface Example {
  readonly name: string;
  readonly send: string;
  readonly expect: unknown;
  readonly anyOrder?: boolean;
}

describe('the examples of JSON-RPC 2.0', () => {
  const { cases } = readJson('jsonrpc-2.0-examples.json') as { readonly cases: readonly Example[] };

  test.each(cases)('$name', async ({ send, expect: expected, anyOrder }) => {
    const peer = new RawPeer({ handlers: exampleMethods });
    const after = { jsonrpc: '2.0', id: 'after', result: 1 };
    peer.send(send, { jsonrpc: '2.0', id: 'after', method: 'sum', params: [1] });
    const answers = await peer.messagesUpTo(expected === null ? 1 : 2);
    const inOrder = expected === null ? [after] : [expected, after];
    const anyOf =
      anyOrder === true ? [expect.arrayContaining(expected as unknown[]), after] : (inOrder as unknown[]);
    expect(answers).toEqual(anyOf);
  });
});
