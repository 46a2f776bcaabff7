import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** @typedef {import('nodepipe').CallContext} CallContext */

// #region call
/** @param {{ items: { price: number, count: number }[] }} cart */
export function total(cart) {
  return cart.items.reduce((sum, { price, count }) => sum + price * count, 0);
}
// #endregion

// #region host
/**
 * @this {CallContext}
 * @param {string} customer
 */
export async function greet(customer) {
  const language = await this.host.invoke('setting', 'language');
  return language === 'de' ? `Guten Tag, ${customer}!` : `Good day, ${customer}!`;
}
// #endregion

// #region stream
/** @param {number} year */
export async function* orders(year) {
  try {
    for (let number = 1; ; number++) {
      yield { year, number };
    }
  } finally {
    console.log('nobody reads the orders any more');
  }
}
// #endregion

// #region progress
/**
 * @this {CallContext}
 * @param {number} pages
 */
export async function report(pages) {
  for (let page = 1; page <= pages; page++) {
    await delay(5, undefined, { signal: this.signal });
    this.progress({ page, pages });
  }
  return `a report of ${pages} pages`;
}
// #endregion

// #region error
export function checkout() {
  throw Object.assign(new RangeError('The cart is empty.'), { code: 'EMPTY_CART' });
}
// #endregion

// #region values
/** @param {Uint8Array} bytes */
export const compress = (bytes) => promisify(gzip)(bytes);

/**
 * @param {string[]} names
 * @param {(name: string) => Promise<boolean>} isWanted a delegate of the host
 */
export async function filter(names, isWanted) {
  const wanted = await Promise.all(names.map((name) => isWanted(name)));
  return names.filter((_, index) => wanted[index]);
}
// #endregion
