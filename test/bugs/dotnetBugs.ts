import type { Bug } from './bug.js';

const bug = (name: string, from: string, to: string): Bug => ({ side: 'dotnet', name, from, to });

/** In the calls, streams and values of the host. */
export const dotnetBugs: readonly Bug[] = [
  bug(
    'the end of a call makes a later one of the same id uncancellable',
    '_requests.TryGetValue(id, out IncomingCall? last) && last == call',
    '_requests.TryGetValue(id, out _)',
  ),
  bug(
    'one call too many may be open',
    '_openRequests >= options.MaxOpenCalls',
    '_openRequests > options.MaxOpenCalls',
  ),
  bug(
    'one notification too many is handled at once',
    '_runningNotifications >= options.MaxOpenCalls',
    '_runningNotifications > options.MaxOpenCalls',
  ),
  bug(
    'an answer overtakes the progress before it',
    'Order is not null && isAfterReports) { Order.Enqueue(Complete);',
    'Order is not null && isAfterReports) { Complete();',
  ),
  bug('a stream asks for ten times the items that may wait', 'Pull(2 * _credit);', 'Pull(20 * _credit);'),
  bug(
    'a stream that nobody reads is not cancelled',
    'Interlocked.CompareExchange(ref _state, Refused, Unread) == Unread',
    'Interlocked.CompareExchange(ref _state, Refused, Unread) == Begun',
  ),
  bug(
    'one byte more of a long value is taken than was announced',
    'chunk.Length > value.MissingLength',
    'chunk.Length > value.MissingLength + 1',
  ),
  bug('long values that have come whole count on', 'budget.Release(HeldKind.LongValues, held.Counted);', ''),
  bug(
    'a name with a lone surrogate is sent as it stands',
    'ThrowIfLoneSurrogate(value); writer.WritePropertyName(value);',
    'writer.WritePropertyName(value);',
  ),
  bug('what could not be sent keeps its stream', '_encoder.Streams.Forget(stream);', ''),
];
