// The work as tools of an MCP server on standard input and output, without the SDK's checks of arguments.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import * as work from './work.mjs';

/** @type {Record<string, (argument: any) => unknown>} */
const tools = {
  add: ({ left, right }) => work.add(left, right),
  echoText: ({ text }) => work.echo(text),
  echoBytes: ({ bytes }) => work.echo(Buffer.from(bytes, 'base64')).toString('base64'),
  render: ({ products }) => work.render(products),
};

const server = new Server({ name: 'work', version: '1.0.0' }, { capabilities: { tools: {} } });
server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
  const result = await tools[params.name]?.(params.arguments);
  return { content: [{ type: 'text', text: String(result) }] };
});
await server.connect(new StdioServerTransport());
