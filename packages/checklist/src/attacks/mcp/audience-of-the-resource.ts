import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'Token C sent back to the MCP server',
  playbook: 'MCP authorization: token audience; RFC 8725 §3.9',
  controls: ['AUD-1', 'PIT-3'],
  expected: { by: 'mcp-sharepoint', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: ({ mcp }) => mcp.send(),
  attempt: ({ graph, mcp }) => mcp.send({ claims: { aud: graph.audience } }),
}
