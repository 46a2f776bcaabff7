// Jering.Javascript.NodeJS calls asynchronous functions, and carries bytes as base64 in and as a stream out.
import { Readable } from 'node:stream';
import * as work from './work.mjs';

/** @param {number} left @param {number} right */
export const add = async (left, right) => work.add(left, right);

/** @param {string} text */
export const echoText = async (text) => work.echo(text);

/** @param {string} bytes */
export const echoBytes = async (bytes) => Readable.from([work.echo(Buffer.from(bytes, 'base64'))]);

export const render = async (/** @type {{ name: string, price: number }[]} */ products) =>
  work.render(products);
