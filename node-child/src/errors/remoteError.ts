import { NodePipeError } from './nodePipeError.js';

/** What is known of an error that was thrown at the other side. */
export interface RemoteErrorDetails {
  /** The `code` of the JSON-RPC error object; -32000 where a function threw. */
  readonly rpcCode: number;
  readonly name?: string | undefined;
  readonly stack?: string | undefined;
  readonly code?: string | undefined;
  readonly dotnetType?: string | undefined;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  readonly data?: unknown;
  readonly cause?: unknown;
}

const brand = Symbol.for('nodepipe.RemoteError');

/**
 * A call failed at the other side. `name`, `message` and `cause` are those of the error there, and its stack is a
 * part of that of this one.
 */
export class RemoteError extends NodePipeError {
  override readonly name: string;

  /** The `code` of the JSON-RPC error object; -32000 where a function threw. */
  readonly rpcCode: number;

  /** The full name of the exception's type, where it was thrown in .NET. */
  readonly dotnetType: string | undefined;

  /** The stack at the other side, where it was sent. */
  readonly remoteStack: string | undefined;

  /** Further properties of the error there. */
  readonly properties: Readonly<Record<string, unknown>>;

  /** The `data` of the JSON-RPC error object, as it came. */
  readonly data: unknown;

  constructor(message: string, details: RemoteErrorDetails) {
    const { cause, stack } = details;
    super(details.code ?? 'ERR_NODEPIPE_REMOTE', message, cause === undefined ? undefined : { cause });
    this.name = details.name ?? 'RemoteError';
    this.rpcCode = details.rpcCode;
    this.dotnetType = details.dotnetType;
    this.remoteStack = stack;
    this.properties = details.properties ?? {};
    this.data = details.data;
    // The frames of this side are those of the reader, which say nothing.
    const own = `${this.name}: ${message}`;
    this.stack = stack === undefined ? own : `${own}\n    --- at the other side ---\n${stack}`;
    for (const member of ['remoteStack', 'data', 'name'] as const) {
      Object.defineProperty(this, member, { enumerable: false });
    }
  }

  // The child's program and the package that a module imports each have this class; an error of one is one of both.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value;
  }
}

Object.defineProperty(RemoteError.prototype, brand, { value: true });
