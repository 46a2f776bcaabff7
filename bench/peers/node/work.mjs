// The work that every peer does: plain functions, to be called by whichever way leads here.

/** In {@link marked} and {@link countMarks}: a look at every byte would hold back other calls. */
const markEvery = 64 * 1024;

/** @type {Promise<typeof import('./page.mjs')> | undefined} */
let page;

/** @param {number} left @param {number} right */
export const add = (left, right) => left + right;

/** @template T @param {T} value */
export const echo = (value) => value;

/** @param {{ name: string, price: number }[]} products */
export async function render(products) {
  // React is loaded by the first call, so that it is no part of a start.
  page ??= import('./page.mjs');
  return (await page).render(products);
}

/**
 * Bytes with a mark in each part of 64 KiB.
 *
 * @param {number} length
 */
export function marked(length) {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < Math.floor(length / markEvery); index++) {
    bytes[index * markEvery] = index + 1;
  }
  return bytes;
}

/** @param {Uint8Array} bytes */
export function countMarks(bytes) {
  let count = 0;
  for (let index = 0; index < Math.floor(bytes.length / markEvery); index++) {
    count += bytes[index * markEvery] === ((index + 1) & 0xff) ? 1 : 0;
  }
  return count;
}
