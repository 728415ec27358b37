import type { Attack } from '../../attack.ts'
import { callTool } from '../../lab/mcp-message.ts'
import { CATALOGUE, MCP_SHAREPOINT } from '../../system/live-system.ts'

export const attack: Attack = {
  title: 'Token passthrough: Token A sent to an MCP server',
  playbook: 'MCP security best practices: token passthrough',
  controls: ['TIER-3', 'AUD-1'],
  expected: { by: 'mcp-sharepoint', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => (await system.person('Alice')).send(CATALOGUE),
  attempt: async ({ system }) =>
    (await system.person('Alice')).send(MCP_SHAREPOINT, callTool('search_documents', {})),
}
