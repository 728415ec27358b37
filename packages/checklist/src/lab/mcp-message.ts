/** MCP messages of revision 2026-07-28, which repeats method and tool in the headers. */
import type { HttpRequest } from '../http.ts'

const REVISION = '2026-07-28'
const META = {
  'io.modelcontextprotocol/protocolVersion': REVISION,
  'io.modelcontextprotocol/clientCapabilities': {},
}

export type McpRequest = Required<Pick<HttpRequest, 'method' | 'headers'>> & { body: object }

export function mcpRequest(method: string, params: Record<string, unknown> = {}): McpRequest {
  const name = typeof params['name'] === 'string' ? { 'mcp-name': params['name'] } : {}
  return {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': REVISION,
      'mcp-method': method,
      ...name,
    },
    body: { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: META } },
  }
}

export function callTool(name: string, input: Record<string, unknown>): McpRequest {
  return mcpRequest('tools/call', { name, arguments: input })
}
