import { brand, isInstance } from './brand.js';

/** The base of every error that NodePipe itself raises; `code` tells them apart without a look at the class. */
export class NodePipeError extends Error {
  override readonly name: string = 'NodePipeError';

  /** A stable identifier such as `ERR_NODEPIPE_LINE_TOO_LONG`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: the class that is asked about, which may be a derived one
    return isInstance(this, value);
  }
}

brand(NodePipeError, 'NodePipeError');
