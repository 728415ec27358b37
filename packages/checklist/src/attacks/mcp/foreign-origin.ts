import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A web page of somebody else calls the server',
  playbook: 'MCP 2026-07-28: validate Origin',
  controls: ['TIER-3', 'ZTA-1'],
  expected: { by: 'mcp-sharepoint', reason: 'origin_not_allowed', status: 403, error: 'access_denied' },
  control: ({ mcp }) => mcp.send({ headers: { origin: mcp.origin } }),
  attempt: ({ mcp }) => mcp.send({ headers: { origin: 'https://evil.example' } }),
}
