import type { Bug, Side } from './bug.js';

const bug = (side: Side, name: string, from: string, to: string): Bug => ({ side, name, from, to });

/** In the framing and the transport of both sides. */
export const transportBugs: readonly Bug[] = [
  bug(
    'node',
    'what is written at once overtakes what is queued',
    'this.#writer === undefined || this.#writer.writableLength === 0;',
    'true;',
  ),
  bug('node', 'a line of the longest length may not end with CRLF', 'this.#limit + surplus', 'this.#limit'),
  bug(
    'node',
    'the room behind a piece of a line becomes a part of it',
    'this.#blocks[this.#blocks.length - 1] = block.subarray(0, this.#lastBlockUsed);',
    '',
  ),
  bug(
    'node',
    'the second of two empty attachments is waited for',
    'while (unfinished.offset === attachments[unfinished.index]?.length)',
    'if (unfinished.offset === attachments[unfinished.index]?.length)',
  ),
  bug(
    'node',
    'what a full pipe has taken is written again',
    'const rest = taken === 0 ? chunk : chunk.subarray(taken);',
    'const rest = chunk;',
  ),
  bug(
    'dotnet',
    'a child that leaves its pipe to another is read for ever',
    '(_leftInPipe -= count) <= 0',
    '_leftInPipe <= 0',
  ),
  bug(
    'dotnet',
    'what is written at once overtakes what waits for room',
    'int written = _pending.Count == 0 ? WriteNowLocked(buffer.Span) : 0;',
    'int written = WriteNowLocked(buffer.Span);',
  ),
  bug(
    'dotnet',
    'a line of the longest length may not end with CRLF',
    'ThrowIfTooLong(waiting.Length - LongestPartOfEnd);',
    'ThrowIfTooLong(waiting.Length);',
  ),
  bug('dotnet', 'attachments count each for itself against the limit', 'total += length;', 'total = length;'),
  bug('dotnet', 'a message that was withdrawn is written', 'completion.State = PostState.Withdrawn;', ''),
];
