export const KIBIBYTE = 1024;
export const MEBIBYTE = 1024 * KIBIBYTE;

/** The TypeScript SDK of MCP gives up where more than this is unread. */
export const MCP_LIMIT = 10 * MEBIBYTE;
