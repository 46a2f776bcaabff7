/** A source of a stream: items are asked of it, and it can be ended at any time. */
export interface StreamSource {
  next(): Promise<IteratorResult<unknown>>;

  /** Ends the source, also before its first item and while it makes one; never throws, as nobody is left to hear of it. */
  end(): Promise<void>;
}

/**
 * Makes a source of an async sequence. Streams of Node and of the web are ended by their own means: the `return()` of
 * their iterators does nothing before the first item, and waits for the item that is being made.
 */
export function openSource(sequence: AsyncIterable<unknown>): StreamSource {
  if (isWebStream(sequence)) {
    const reader = sequence.getReader();
    return {
      next: () => reader.read() as Promise<IteratorResult<unknown>>,
      end: () => quietly(() => reader.cancel()),
    };
  }
  const iterator = sequence[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    end: () => quietly(() => (isNodeStream(sequence) ? sequence.destroy() : iterator.return?.())),
  };
}

/** Ends a sequence that nobody will read. */
export async function endSequence(sequence: AsyncIterable<unknown>): Promise<void> {
  await quietly(() => openSource(sequence).end());
}

async function quietly(end: () => unknown): Promise<void> {
  try {
    await end();
  } catch {
    // The error would be for a reader, and there is none.
  }
}

function isWebStream(sequence: object): sequence is ReadableStream<unknown> {
  return 'getReader' in sequence && typeof sequence.getReader === 'function' && 'tee' in sequence;
}

function isNodeStream(sequence: object): sequence is { destroy(): unknown } {
  return 'pipe' in sequence && 'destroy' in sequence && typeof sequence.destroy === 'function';
}
