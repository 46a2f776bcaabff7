import { MEBIBYTE } from '../../support/textKinds.js';

/** The TypeScript SDK of MCP gives up where more than this is unread, in bytes. */
export const MCP_LIMIT = 10 * MEBIBYTE;
