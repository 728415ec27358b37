import type { Attack } from '../../attack.ts'
import { callTool, mcpRequest } from '../../lab/mcp-message.ts'

export const attack: Attack = {
  title: 'A batch that hides a tool call behind a ping',
  playbook: 'MCP 2025-06-18: batching was removed',
  controls: ['ZTA-1'],
  expected: { by: 'mcp-sharepoint', reason: 'request_malformed', status: 400, error: '-32600' },
  control: ({ mcp }) => mcp.send(),
  attempt: ({ mcp }) =>
    mcp.send({
      body: [mcpRequest('ping').body, callTool('delete_document', { id: '01COM-TRAVEL-POLICY' }).body],
    }),
}
