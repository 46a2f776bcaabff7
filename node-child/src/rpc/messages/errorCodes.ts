/** The codes of JSON-RPC 2.0, section 5.1, and those of this protocol. */
export const errorCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  functionThrew: -32000,
  tooManyRequests: -32001,
  cancelled: -32800,
} as const;
