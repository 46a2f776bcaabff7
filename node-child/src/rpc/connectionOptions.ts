import type { Handler } from './dispatcher.js';
import type { RuntimeInfo } from './hello.js';
import type { CallScope } from './incomingCall.js';

/** The most requests of the peer that may be open, unless something else is set. */
export const DEFAULT_MAX_OPEN_CALLS = 65_536;

/** How a connection is made. */
export interface ConnectionOptions {
  /** What the peer can call, by name; it may change at any time. */
  readonly handlers?: ReadonlyMap<string, Handler>;
  /** Finds a handler for a method that is not in the map, or throws the error of that call. */
  readonly fallback?: (method: string, isRequest: boolean) => Handler | undefined;
  /** Runs a function in the place of a call, such as its asynchronous context. */
  readonly scope?: CallScope;
  /** Hears of a notification that failed: there is no answer that could tell. By default standard error does. */
  readonly onNotificationFailed?: (method: string, error: unknown) => void;
  /** The longest line that is read, in bytes; 256 MiB by default. */
  readonly maxMessageLength?: number;
  /** The most requests of the peer that may be open; 65,536 by default. */
  readonly maxOpenCalls?: number;
  /** What the answer to a hello says of this side's runtime. */
  readonly runtime?: RuntimeInfo;
}
