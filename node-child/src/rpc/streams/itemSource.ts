/** A source of a stream: items are asked of it, and it can be ended at any time. */
export interface ItemSource {
  next(): Promise<IteratorResult<unknown>>;

  /** Ends the source, also before its first item and while it makes one; never throws, as nobody is left to hear of it. */
  end(): Promise<void>;
}

/** As much of a stream of Node as its source needs. */
interface NodeStream extends AsyncIterable<unknown> {
  on(event: 'error', listener: (error: unknown) => void): unknown;
  destroy(): unknown;
}

/**
 * Makes a source of an async sequence, which begins to read when the first item is asked for. Streams of Node and of the
 * web are ended by their own means: the `return()` of their iterators does nothing before the first item, and waits for
 * the item that is being made.
 */
export function makeItemSource(sequence: AsyncIterable<unknown>): ItemSource {
  if (isWebStream(sequence)) {
    return webSource(sequence);
  }
  return isNodeStream(sequence) ? nodeSource(sequence) : iteratorSource(sequence);
}

/** Ends a sequence that nobody will read. */
export async function endSequence(sequence: AsyncIterable<unknown>): Promise<void> {
  await makeItemSource(sequence).end();
}

function webSource(stream: ReadableStream<unknown>): ItemSource {
  let reader: ReadableStreamDefaultReader<unknown> | undefined;
  const open = () => {
    reader ??= stream.getReader();
    return reader;
  };
  return {
    next: () => open().read() as Promise<IteratorResult<unknown>>,
    end: () => quietly(() => open().cancel()),
  };
}

// Its errors are heard from the start: one that fails while nobody listens, such as a file that cannot be opened, would
// end the process.
function nodeSource(stream: NodeStream): ItemSource {
  let iterator: AsyncIterator<unknown> | undefined;
  let failure: { readonly error: unknown } | undefined;
  stream.on('error', (error) => {
    failure ??= { error };
  });
  return {
    next() {
      // Whoever begins to read after a failure would wait for ever, unless the stream has kept it.
      if (iterator === undefined && failure !== undefined) {
        return Promise.reject(failure.error);
      }
      iterator ??= stream[Symbol.asyncIterator]();
      return iterator.next();
    },
    end: () => quietly(() => stream.destroy()),
  };
}

function iteratorSource(sequence: AsyncIterable<unknown>): ItemSource {
  let iterator: AsyncIterator<unknown> | undefined;
  const open = () => {
    iterator ??= sequence[Symbol.asyncIterator]();
    return iterator;
  };
  return {
    next: () => open().next(),
    end: () => quietly(() => open().return?.()),
  };
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

function isNodeStream(sequence: object): sequence is NodeStream {
  return (
    'pipe' in sequence &&
    'on' in sequence &&
    typeof sequence.on === 'function' &&
    'destroy' in sequence &&
    typeof sequence.destroy === 'function'
  );
}
