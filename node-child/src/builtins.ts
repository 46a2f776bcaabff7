/**
 * What this program uses of the globals that a module may replace: fake timers, a patched `JSON.stringify`, a polyfill for
 * `AbortController`. It is taken here once, before any module is loaded. No file imports this one: the bundler puts these
 * names in the place of the globals in every file (`inject` in build.mjs), so that none can be forgotten.
 *
 * Not protected is what programs of one's own change for all that runs beside them: methods on prototypes and of `Object`
 * and `Reflect`, `console` (what goes wrong is reported through it), `process.exit`, and Node's own insides: with a fake
 * `process.nextTick` Node itself does not tell the end of a stream, nor does the `fs` transport read, and `mock-fs` takes away
 * every descriptor.
 */
const { parse, stringify } = JSON;
const { now } = globalThis.Date;
const { nextTick } = process;

export const { clearTimeout, queueMicrotask, setImmediate, setTimeout } = globalThis;
// biome-ignore lint/suspicious/noShadowRestrictedNames: their names are what the bundler looks for.
export const { AbortController, Buffer, Date, DOMException, Promise } = globalThis;
export {
  nextTick as 'process.nextTick',
  now as 'Date.now',
  parse as 'JSON.parse',
  stringify as 'JSON.stringify',
};
