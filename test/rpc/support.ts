import { Connection } from '../../node-child/src/rpc/connection.js';
import type { ConnectionOptions } from '../../node-child/src/rpc/connectionOptions.js';
import { poll } from '../support/poll.js';
import { allFeatures } from './features.js';

/** A message that a connection has written. */
export interface WrittenMessage {
  readonly message: unknown;
  readonly attachments: readonly string[];
}

/** A connection whose other side is the test: it says every byte, and sees every byte. */
export class RawPeer {
  readonly connection: Connection;
  readonly written: Buffer[] = [];
  /** How many writes there were. */
  writes = 0;
  /** How often the connection has taken the peer to have promised that its reader never waits. */
  promises = 0;

  constructor(options: ConnectionOptions) {
    this.connection = new Connection(
      {
        write: (bytes) => {
          this.writes++;
          this.written.push(Buffer.from(bytes as Uint8Array));
        },
        peerAlwaysReads: () => {
          this.promises++;
        },
      },
      // What fails for nobody is reported to whoever runs the tests otherwise.
      { onNotificationFailed: () => {}, ...options },
    );
  }

  /** Sends a line, or an object as one, and bytes as they are. */
  send(...lines: readonly (string | object)[]): this {
    for (const line of lines) {
      if (line instanceof Uint8Array) {
        this.connection.data(Buffer.from(line));
      } else {
        this.connection.data(Buffer.from(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`));
      }
    }
    return this;
  }

  /** Introduces the test as a peer with these features, all by default. */
  hello(maxMessageLength = 268_435_456, features: readonly string[] = allFeatures): this {
    this.send({
      jsonrpc: '2.0',
      id: 'hello',
      method: 'nodepipe/hello',
      params: { version: 1, features, maxMessageLength },
    });
    this.connection.flush();
    this.written.length = 0;
    return this;
  }

  /** All that was written so far. */
  get messages(): WrittenMessage[] {
    return splitMessages(Buffer.concat(this.written));
  }

  /** Waits for this many messages. */
  async messagesUpTo(count: number): Promise<unknown[]> {
    const messages = await poll(`${count} messages`, () => {
      const { messages } = this;
      return messages.length >= count && messages;
    });
    return messages.map(({ message }) => message);
  }
}

// A string, or an integer that may have more digits than a number holds.
const STRING_OR_LARGE_INTEGER = /"(?:[^"\\]|\\.)*"|(?<![\d.])-?\d{16,}(?![\d.eE])/g;

/** Parses JSON with large integers as strings, so that they are compared digit by digit. */
export function parseExactly(json: string): unknown {
  return JSON.parse(
    json.replace(STRING_OR_LARGE_INTEGER, (found) => (found.startsWith('"') ? found : `"${found}"`)),
  );
}

/** Cuts bytes into messages and their attachments. */
export function splitMessages(bytes: Buffer): WrittenMessage[] {
  const messages: WrittenMessage[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    if (end === -1) {
      throw new Error('The last line has no end.');
    }
    const line = bytes.toString('utf8', start, end);
    const message = parseExactly(line);
    start = end + 1;
    const attachments: string[] = [];
    for (const length of attachmentLengths(line, message)) {
      attachments.push(bytes.toString('base64', start, start + length));
      start += length;
    }
    messages.push({ message, attachments });
  }
  return messages;
}

function attachmentLengths(line: string, message: unknown): number[] {
  return line.startsWith('{"$bin":[') && typeof message === 'object' && message !== null && '$bin' in message
    ? (message.$bin as number[])
    : [];
}
