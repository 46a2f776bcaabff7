import { brand } from './brand.js';
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

/**
 * A call failed at the other side. `name`, `message` and `cause` are those of the error there, and its stack is a
 * part of that of this one.
 *
 * `code` is that of the error there, where it has one; otherwise `ERR_NODEPIPE_NO_FUNCTION` where there is no such function,
 * `ERR_NODEPIPE_ARGUMENTS` where the arguments do not fit it, and `ERR_NODEPIPE_REMOTE`.
 */
export class RemoteError extends NodePipeError {
  override readonly name: string;

  /**
   * The `code` of the JSON-RPC error object: -32601 where there is no such function, -32602 where the arguments do not fit it,
   * -32000 where it threw.
   */
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
    super(details.code ?? codeOf(details.rpcCode), message, cause === undefined ? undefined : { cause });
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
}

brand(RemoteError, 'RemoteError');

function codeOf(rpcCode: number): string {
  switch (rpcCode) {
    case -32601:
      return 'ERR_NODEPIPE_NO_FUNCTION';
    case -32602:
      return 'ERR_NODEPIPE_ARGUMENTS';
    default:
      return 'ERR_NODEPIPE_REMOTE';
  }
}
