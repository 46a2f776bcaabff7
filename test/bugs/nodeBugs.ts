import type { Bug } from './bug.js';

const bug = (name: string, from: string, to: string): Bug => ({ side: 'node', name, from, to });

/** In the calls, streams and values of the child. */
export const nodeBugs: readonly Bug[] = [
  bug(
    'the listener to the signal of a call stays',
    "this.#options.signal?.removeEventListener('abort', this.#onAbort);",
    '',
  ),
  bug('a call keeps what it has asked of the other side', 'this.#dependents?.delete(dependent);', ''),
  bug('a callback outlives its call', 'this.#functions.delete(number);', ''),
  bug(
    'a stream is read on after its reader has left',
    'receive(items: readonly unknown[]): void { if (this.#isClosed) { return; }',
    'receive(items: readonly unknown[]): void {',
  ),
  bug('a stream makes items without credit', 'this.#credit--;', ''),
  bug(
    'a member called __proto__ is lost beside bytes',
    'Object.assign(Object.create(null), members)',
    'Object.assign({}, members)',
  ),
  bug(
    'a value is sent that is one level too deep',
    'this.#ancestors.length === this.#mostContainers',
    'this.#ancestors.length > this.#mostContainers',
  ),
  bug('a long time-out goes off at once', 'Math.min(left, LONGEST_TIMER)', 'left'),
  bug('a lone surrogate is sent as it stands', "json.includes('\\\\ud')", "json.includes('\\\\uz')"),
  bug('a long value without bytes is refused', 'Number(length) >= 0', 'Number(length) > 0'),
];
