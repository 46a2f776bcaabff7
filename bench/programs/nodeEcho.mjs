// Sends back what it reads, by one of the ways that Node has: node nodeEcho.mjs <data|onread> <write|writeSync>
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';

const BUFFER_BYTES = 64 * 1024;

const [reader, writer] = process.argv.slice(2);
const output = writer === 'write' ? new Socket({ fd: 1, readable: false, writable: true }) : undefined;

/** @param {Buffer} bytes */
function send(bytes) {
  if (output === undefined) {
    for (let sent = 0; sent < bytes.length; sent += writeSync(1, bytes, sent));
  } else {
    // The memory of a reader with one buffer is reused before the socket may have written it.
    output.write(reader === 'onread' ? Buffer.from(bytes) : bytes);
  }
}

const pipe = { fd: 0, readable: true, writable: false };
if (reader === 'onread') {
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  const callback = (/** @type {number} */ length) => {
    send(buffer.subarray(0, length));
    return true;
  };
  // The typings know `onread` for connecting sockets only.
  const options = { ...pipe, onread: { buffer, callback } };
  new Socket(options).on('error', () => {});
} else {
  new Socket(pipe).on('data', send);
}
