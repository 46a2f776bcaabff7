/**
 * @this {import('../../../../node-child/src/index.js').CallContext}
 * @param {string} name
 */
export async function greet(name) {
  return `${await this.host.invoke('greeting')}, ${name}!`;
}

/** @param {number} last */
export async function* count(last) {
  for (let number = 1; number <= last; number++) yield number;
}

/** @param {Uint8Array} bytes */
export const reversed = (bytes) => Uint8Array.from(bytes).reverse();

export function fail() {
  throw Object.assign(new RangeError('not today'), { code: 'LATER' });
}
