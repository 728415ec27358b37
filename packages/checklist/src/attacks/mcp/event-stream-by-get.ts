import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'An event stream without a token',
  playbook: 'MCP 2026-07-28: Streamable HTTP',
  controls: ['ZTA-1'],
  expected: { by: 'mcp-sharepoint', reason: 'method_not_allowed', status: 405, error: 'method_not_allowed' },
  control: ({ mcp }) => mcp.send(),
  attempt: ({ mcp }) => mcp.send({ method: 'GET', body: undefined, token: undefined, dpop: [] }),
}
