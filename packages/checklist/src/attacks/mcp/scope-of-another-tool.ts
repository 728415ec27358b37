import type { Attack } from '../../attack.ts'
import { callTool } from '../../lab/mcp-message.ts'

export const attack: Attack = {
  title: 'A token for reading used to delete',
  playbook: 'MCP: scope challenge handling; RFC 6750 §3.1',
  controls: ['AUD-3', 'OBO-2'],
  expected: { by: 'mcp-sharepoint', reason: 'scope_insufficient', status: 403, error: 'insufficient_scope' },
  control: ({ mcp }) => mcp.send(),
  attempt: ({ mcp }) => mcp.send(callTool('delete_document', { id: '01COM-TRAVEL-POLICY' })),
}
