import { report } from '../errors/report.js';
import { type Framing, framings } from '../framing/framings.js';
import { DEFAULT_LINE_LIMIT } from '../framing/lineReader.js';
import type { CallScope, Handler } from './calls/incomingCall.js';
import type { RuntimeInfo } from './messages/hello.js';

/** The most requests of the peer that may be open, unless something else is set. */
export const DEFAULT_MAX_OPEN_CALLS = 65_536;

/** How a connection is made. */
export interface ConnectionOptions {
  /** What the peer can call, by name; it may change at any time. */
  readonly handlers?: ReadonlyMap<string, Handler>;
  /** Finds a handler for a method that is not in the map, or throws the error of that call. */
  readonly fallback?: ((method: string, isRequest: boolean) => Handler | undefined) | undefined;
  /** Runs a function in the place of a call, such as its asynchronous context. */
  readonly scope?: CallScope | undefined;
  /** Hears of a notification that failed: there is no answer that could tell. By default standard error does. */
  readonly onNotificationFailed?: (method: string, error: unknown) => void;
  /** How one message is told from the next; lines by default. Both sides must use the same. */
  readonly framing?: Framing | undefined;
  /** The longest line that is read, in bytes; 256 MiB by default. */
  readonly maxMessageLength?: number;
  /** The most requests of the peer that may be open; 65,536 by default. */
  readonly maxOpenCalls?: number;
  /**
   * The most bytes that the peer may make this side hold, beside the requests that are open: 256 MiB by default, or the longest
   * message where that is more, and not below that. More ends the connection.
   */
  readonly maxBufferedBytes?: number;
  /** What the answer to a hello says of this side's runtime. */
  readonly runtime?: RuntimeInfo | undefined;
}

/** The options with what is not set. */
export function withDefaults(options: ConnectionOptions) {
  const { maxMessageLength = DEFAULT_LINE_LIMIT } = options;
  return {
    handlers: new Map<string, Handler>(),
    maxOpenCalls: DEFAULT_MAX_OPEN_CALLS,
    onNotificationFailed: reportNotification,
    maxBufferedBytes: Math.max(maxMessageLength, DEFAULT_LINE_LIMIT),
    ...options,
    framing: options.framing ?? framings.lines,
    maxMessageLength,
  };
}

function reportNotification(method: string, error: unknown): void {
  report(`the notification ${method}`, error);
}
